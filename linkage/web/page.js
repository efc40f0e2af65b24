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

export const day = (text) => (text ? text.slice(0, 10) : "–");

export const moment = (text) => (text ? text.slice(0, 16).replace("T", " ") : "–");

export const route = (...parts) => "#/" + parts.map(encodeURIComponent).join("/");

export const accountLink = (id) => el("a", { href: route("account", id) }, id);

export const campaignLink = (id, name = id) => el("a", { href: route("campaign", id) }, name);

export const band = (name) => el("span", { class: `band band-${/^[a-z]+$/.test(name) ? name : "none"}` }, name);

// columns: [title, cell(row) -> string or node, isNumber]
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

export function reasons(rows, sum = "log-odds") {
  const total = rows.reduce((all, row) => all + row.weight, 0);
  const signed = (value) => (value > 0 ? "+" : "") + number(value, 2);
  const shown = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  const evidence = (row) => Object.entries(row.evidence).map(([key, value]) => `${key}: ${shown(value)}`).join(", ");
  return [
    table("Reasons and their weights", [
      ["Reason", (row) => row.text],
      ["Evidence", evidence],
      ["Weight", (row) => signed(row.weight), true],
    ], rows, "No reasons."),
    rows.length ? el("p", { class: "note" }, `The weights add up to ${signed(total)} nats of ${sum}.`) : null,
  ];
}
