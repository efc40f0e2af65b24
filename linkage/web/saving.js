// A campaign as files: asked for with the key, which no link could send, and named after the run.
import { get, path, runOf } from "./api.js";
import { rowsOf } from "./lists.js";
import { el } from "./page.js";
import { told } from "./telling.js";

const COLUMNS = ["account_id", "pool", "strength", "since", "score", "band", "status"];

export function saving(id) {
  const outcome = el("div");
  const button = (words, make) => el("button", { type: "button", onclick: async ({ target }) => {
    target.disabled = true;
    outcome.replaceChildren();
    await make(id).catch((error) => outcome.append(told(error)));
    target.disabled = false;
  } }, words);
  return [
    el("p", { class: "filters", role: "group", "aria-label": "Save" },
      button("Members as CSV", asCsv), button("Members as JSON", asJson), button("Graph as GraphML", asGraphml)),
    outcome,
  ];
}

const members = (id) => rowsOf((query) => get(path("campaigns", id, "members"), query), Infinity);

async function asCsv(id) {
  const { items, run } = await members(id);
  const lines = [COLUMNS, ...items.map((row) => COLUMNS.map((name) => row[name]))].map((row) => `${row.map(cell).join(",")}\n`);
  save(`${id}-members-${run}.csv`, new Blob(lines, { type: "text/csv" }));
}

// No text starts what a spreadsheet takes for a formula, as in `linkage export`.
function cell(value) {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function asJson(id) {
  const { items, run } = await members(id);
  const text = JSON.stringify({ campaign_id: id, run, members: items }, null, 2);
  save(`${id}-members-${run}.json`, new Blob([text, "\n"], { type: "application/json" }));
}

async function asGraphml(id) {
  const graph = await get(path("campaigns", id, "subgraph"), { format: "graphml" }, (answer) => answer.blob());
  save(`${id}-${runOf(graph)}.graphml`, graph);
}

function save(name, blob) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // not before the browser has taken it
}
