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

export const identifierLink = (row) => el("a", { href: route("users", row.kind, row.key) }, row.skeleton ?? row.key);

export function reasons(rows) {
  const total = rows.reduce((all, row) => all + row.weight, 0);
  const signed = (value) => (value > -0.005 ? "+" : "") + number(Math.abs(value) < 0.005 ? 0 : value, 2);
  return [
    table("Reasons and their weights", [
      ["Reason", (row) => el("div", {}, row.text, evidence(row.evidence))],
      ["Weight", (row) => signed(row.weight), true],
    ], rows, "No reasons."),
    rows.length ? el("p", { class: "note" }, `The weights add up to ${signed(total)} nats of log-odds.`) : null,
  ];
}

// What a reason rests on: identifiers and a campaign lead to their pages, the rest is told as it is.
function evidence(facts) {
  const { identifiers = [], campaign, ...rest } = facts;
  const parts = [
    ...identifiers.map((one) =>
      [`${one.kind} `, identifierLink(one), `: ${number(one.accounts)} members, ${number(one.outside)} others`]),
    ...(campaign ? [["campaign ", campaignLink(campaign)]] : []),
    ...Object.entries(rest).map(([key, value]) => [`${key}: ${told(value)}`]),
  ];
  return parts.length ? el("ul", { class: "note" }, parts.map((part) => el("li", {}, part))) : null;
}

function told(value) {
  if (typeof value === "number") return number(value, Number.isInteger(value) ? 0 : 2);
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value).map(([key, inside]) => `${key} ${told(inside)}`).join(", ");
}
