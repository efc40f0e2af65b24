// Why a score is what it is: reasons, what each rests on, and without what the score would be lower.
import { campaignLink, el, identifierLink, number, several, table } from "./page.js";

// How an account fits its group, by family of evidence; titles as in linkage/graph/counterfactual.py.
const FAMILIES = {
  net: "addresses", device: "devices", payment: "payment methods", template: "prompts", artifact: "reasoning artifacts",
  contact: "contacts", time: "moments of waking", context: "mail domain, client and manner of work",
};
const SAID_ALREADY = ["strength", "open_share"]; // the reason's own words say the first, and the second says nobody anything

const signed = (value) => (value > -0.005 ? "+" : "") + number(Math.abs(value) < 0.005 ? 0 : value, 2);

// `names` has the names of campaigns by id, as far as they are known.
export function reasons(rows, names = {}) {
  const total = rows.reduce((all, row) => all + row.weight, 0);
  return [
    table("Reasons and their weights", [
      ["Reason", (row) => el("div", {}, row.text, evidence(row.evidence, names))],
      ["Weight", (row) => signed(row.weight), true],
    ], rows, "No reasons."),
    rows.length ? el("p", { class: "note" }, `The weights add up to ${signed(total)} nats of log-odds.`) : null,
  ];
}

// What a reason rests on: identifiers and a campaign lead to their pages, what is known is told in words.
function evidence(facts, names) {
  const { identifiers = [], campaign, fit_nats: fit, stays_from_nats: least, alone_nats: alone, ...rest } = facts;
  const parts = [
    ...identifiers.map((one) => [`${one.kind} `, identifierLink(one),
      `: ${several(one.accounts, "member")}, ${several(one.outside, "other")}`]),
    ...(campaign ? [["campaign ", campaignLink(campaign, names[campaign])]] : []),
    ...(fit ? fitting(fit, least) : []),
    ...(alone === undefined ? [] : [[`would weigh ${signed(alone)} if nothing else said so`]]),
    ...Object.entries(rest).filter(([key]) => !SAID_ALREADY.includes(key))
      .map(([key, value]) => [`${key.replaceAll("_", " ")}: ${told(value)}`]),
  ];
  return parts.length ? el("ul", { class: "note" }, parts.map((part) => el("li", {}, part))) : null;
}

function fitting(fit, least) {
  const families = Object.entries(fit).sort(([, a], [, b]) => b - a);
  const all = families.reduce((sum, [, nats]) => sum + nats, 0);
  const each = families.map(([name, nats]) => `${FAMILIES[name] ?? name} ${signed(nats)}`);
  const known = typeof least === "number" ? [[`together ${signed(all)}; a member has ${signed(least)} or more`]] : [];
  return each.length ? [[`what ties it to the group, in nats: ${each.join("; ")}`], ...known] : [];
}

function told(value) {
  if (typeof value === "number") return number(value, Number.isInteger(value) ? 0 : 2);
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value).map(([key, inside]) => `${key} ${told(inside)}`).join(", ");
}

// The fewest reasons without which a score is in a lower band: where there are several, none may be left.
export function fallsWithout({ below, score, without }) {
  const falls = `Would fall below ${below} (to ${number(score)})`;
  if (without.length === 1) return el("p", {}, `${falls} without: ${without[0].text}.`);
  return [
    el("p", {}, `${falls} without all ${number(without.length)} of these together:`),
    el("ul", {}, without.map((lost) => el("li", {}, lost.text))),
  ];
}
