// What people decided about the thing that a page shows, and a form to decide in.
import { path, post, Problem } from "./api.js";
import { el, momentCell, table } from "./page.js";
import { sentence } from "./telling.js";

const AUTHOR = "linkage-author"; // typed in once, kept as long as this tab
const WORDS = {
  confirmed: "confirmed", rejected: "rejected", allowed: "allowed: no evidence from the next linkage detect on", note: "note",
};
const TITLES = { "body.author": "Your name", "body.id": "Id", "body.note": "Note", "body.verdict": "Verdict" };
const UNSURE = [500, 502, 504]; // with these an answer may be lost, and what was asked for done
const UNKNOWN = "It is not known whether the decision was written down: reload the page to see.";
const OF_CAMPAIGNS = ["confirmed", "rejected", "note"];

// Without `written`, which is called after each decision, nothing is to be decided.
export function decisions(subject, id, decided, written = null) {
  if (decided === null) return [el("h2", {}, "Decisions"), el("p", { class: "note" }, "They cannot be read here.")];
  return [
    el("h2", {}, "Decisions"),
    table("Decisions", [
      ["When", (one) => momentCell(one.at)], ["Who", (one) => one.author], ["Verdict", (one) => one.verdict], ["Note", (one) => one.note],
    ], decided, "Nobody has decided yet."),
    written === null ? null : form(subject, id, written),
  ];
}

function form(subject, id, written) {
  const verdicts = subject === "campaign" ? OF_CAMPAIGNS : Object.keys(WORDS);
  const told = el("p", { class: "note", role: "status" });
  const button = el("button", {}, "Write down");
  async function decide(event) {
    event.preventDefault();
    const { verdict, note, author } = Object.fromEntries(new FormData(event.target));
    if (!author.trim()) {
      told.textContent = "Your name: it is blank; nothing was written down.";
      return;
    }
    sessionStorage.setItem(AUTHOR, author.trim());
    button.disabled = true;
    try {
      await post(path("decisions"), { subject, id, verdict, note, author });
      written();
    } catch (error) {
      told.textContent = reason(error);
    } finally {
      button.disabled = false;
    }
  }
  return [
    el("form", { class: "filters", "aria-label": "Decide", onsubmit: decide },
      el("label", {}, "Verdict", el("select", { name: "verdict", required: true },
        el("option", { value: "" }, "choose"), verdicts.map((one) => el("option", { value: one }, WORDS[one])))),
      el("label", {}, "Note", el("input", { name: "note", maxlength: 4000, size: 40 })),
      el("label", {}, "Your name", el("input", {
        name: "author", required: true, maxlength: 100, autocomplete: "name", value: sessionStorage.getItem(AUTHOR) })),
      button),
    told,
  ];
}

function reason(error) {
  if (!(error instanceof Problem)) return `The server did not answer. ${UNKNOWN}`;
  return UNSURE.includes(error.status) ? `${error.message} ${UNKNOWN}` : sentence(error, TITLES);
}
