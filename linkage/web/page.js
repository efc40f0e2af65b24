// Building pages from values. Text enters as text nodes and attributes only: nothing that was sent is ever HTML.

export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export const number = (value, digits = 0) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

// A score of 100, and none that is only near it is one: nothing is certain.
export const points = (score) => (score >= 99.95 && score < 100 ? ">99.9" : number(score, 1));

export const day = (text) => (text ? text.slice(0, 10) : "–");

export const moment = (text) => (text ? text.slice(0, 16).replace("T", " ") : "–");

// The same in cells, where they are not to be broken.
export const dayCell = (text) => el("time", { datetime: text }, day(text));

export const momentCell = (text) => el("time", { datetime: text }, moment(text));

export const several = (n, noun, plural = `${noun}s`) => `${number(n)} ${n === 1 ? noun : plural}`;

// A long id cut in the middle, since ids differ at their ends; pointing at it shows all.
export function short(id, width = 24) {
  if (id.length <= width) return id;
  const head = Math.floor(((width - 1) * 2) / 3);
  return el("span", { title: id }, `${id.slice(0, head)}…${id.slice(head + 1 - width)}`);
}

export const route = (...parts) => "#/" + parts.map(encodeURIComponent).join("/");

export const accountLink = (id) => el("a", { href: route("account", id) }, id);

export const campaignLink = (id, name = id) => el("a", { href: route("campaign", id) }, name);

export const band = (name) => el("span", { class: `band band-${/^[a-z]+$/.test(name) ? name : "none"}` }, name);

// columns: [title or parts of it, cell(row) -> string, node or parts, isNumber]
export function table(caption, columns, rows, empty = "None.") {
  if (!rows.length) return el("p", { class: "note" }, empty);
  const cells = (row) => columns.map(([, cell, isNumber]) => el("td", { class: isNumber ? "number" : null }, cell(row)));
  return el("div", { class: "scroll" },
    el("table", {},
      el("caption", { class: "hidden" }, caption),
      el("thead", {}, el("tr", {}, columns.map(([title, , isNumber]) =>
        el("th", { scope: "col", class: isNumber ? "number" : null }, title)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, cells(row))))));
}

export function facts(pairs) {
  return el("dl", { class: "facts" },
    pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

export const identifierLink = (row) => el("a", { href: route("users", row.kind, row.key) }, row.skeleton ?? row.key);
