// Long lists: rows that come page by page, and rows of which the first are shown.
import { runOf } from "./api.js";
import { el, number } from "./page.js";
import { told } from "./telling.js";

const SHORT = 20, MOST = 1000;

// Rows that come page by page, `before` of them at first if the reader had so many. An answer that something newer was
// asked after is dropped; one of another run starts the list again, since rows of two runs do not make a list.
export async function paged(button, ask, shown, { first, each, before = 0, total = null, grown = () => {} }) {
  const page = await rowsOf(ask, before, first);
  const rows = el("div", {}, shown(page.items));
  const more = el("button", { type: "button", onclick: () => load(next) }, button);
  const counted = el("span", { class: "note" }), changed = el("p", { class: "note", role: "status" });
  const of = total === null ? "" : ` of ${number(await total())}`;
  let n, next, run, turn = 0;
  took(page);

  function took(found) {
    ({ n, next, run } = found);
    more.hidden = next === null;
    counted.textContent = next === null ? "" : `${total === null ? "The first " : ""}${number(n)}${of} shown. `;
  }

  async function load(cursor, why = "") {
    const mine = ++turn;
    const found = await one(ask, each, cursor).catch((error) => error);
    if (mine !== turn) return;
    if (found instanceof Error) {
      rows.append(told(found));
      return;
    }
    if (cursor !== null && found.run !== run) {
      load(null, "Another run is served now, so the list starts again; reload for all else on this page.");
      return;
    }
    changed.textContent = why;
    if (cursor === null) rows.replaceChildren(shown(found.items));
    else rows.querySelector("table").append(shown(found.items).querySelector("tbody"));
    took({ ...found, n: (cursor === null ? 0 : n) + found.items.length });
    grown(n);
  }
  return { parts: [changed, rows, el("p", {}, counted, more)], again: () => load(null) };
}

async function one(ask, limit, cursor) {
  const page = await ask({ limit, cursor });
  return { items: page.items, n: page.items.length, next: page.next_cursor, run: runOf(page) };
}

// `least` rows of a list or more, all of one run, however many questions that takes.
export async function rowsOf(ask, least, first = MOST) {
  const page = (n, cursor) => one(ask, Math.min(Math.max(first, least - n), MOST), cursor);
  let all = await page(0, null);
  while (all.next !== null && all.n < least) {
    const more = await page(all.n, all.next);
    if (more.run !== all.run) return rowsOf(ask, least, first);
    all = { ...more, items: [...all.items, ...more.items], n: all.n + more.n };
  }
  return all;
}

// The first rows, and a button for all: what comes below them is not to be pushed out of sight.
export function shortened(rows, shown) {
  if (rows.length <= SHORT * 2) return shown(rows);
  const box = el("div", {}, shown(rows.slice(0, SHORT)));
  const all = el("button", { type: "button", onclick: () => box.replaceChildren(shown(rows)) }, `All ${number(rows.length)}`);
  box.append(el("p", {}, el("span", { class: "note" }, `${SHORT} of ${number(rows.length)} shown. `), all));
  return box;
}
