// The explorer: which page an address means, and each page.
import { get, onRun, path } from "./api.js";
import { decisions } from "./deciding.js";
import { drawing } from "./drawing.js";
import { paged, shortened } from "./lists.js";
import { meanings } from "./meanings.js";
import {
  accountLink, band, campaignLink, day, dayCell, el, facts, identifierLink, moment, momentCell, number, points, route, several,
  short, table,
} from "./page.js";
import { fallsWithout, reasons } from "./reasons.js";
import { saving } from "./saving.js";
import { failed } from "./telling.js";
import { timeline } from "./timeline.js";

const ASSERTED = ["high", "medium"];
const MOST_NODES = 400;
const main = document.getElementById("main");
const FILTERS = {
  band: ["Band", [["", "any"], ["asserted", "medium or high"], ["high", "high"], ["medium", "medium"], ["low", "low"], ["none", "none"]]],
  verdict: ["Verdict", [["", "any"], ["campaign", "campaign"], ["organisation", "looks like an organisation"], ["insufficient", "not enough evidence"]]],
  min_accounts: ["Accounts", [["", "any"], ["10", "10 or more"], ["100", "100 or more"]]],
  reviewed: ["Reviewed", [["", "any"], ["true", "yes"], ["false", "no"]]],
};

const PAGES = {
  "": listPage, campaign: campaignPage, account: accountPage, pair: pairPage, search: searchPage, users: usersPage,
};

let visit = 0, shown = null;

// What the browser's history keeps of an entry, so that going back leads to where the reader was. What still happens on
// a page while the next one comes, such as the end of scrolling, is not written into the entry of that.
const left = () => history.state ?? {};
function leave(changes, address) {
  if (shown !== null && left().visit === shown) history.replaceState({ ...left(), ...changes }, "", address);
}

// How many rows of its list the reader had asked for.
const kept = () => ({ before: left().n, grown: (n) => leave({ n }) });

async function show() {
  const address = location.hash;
  const [name = "", ...parts] = address.split("?")[0].replace(/^#\/?/, "").split("/").map(decoded);
  const page = Object.hasOwn(PAGES, name) ? PAGES[name] : lostPage;
  const mine = ++visit;
  shown = null;
  main.setAttribute("aria-busy", "true");
  let content;
  try {
    content = await (parts.filter(Boolean).length < page.length ? lostPage : page)(...parts);
  } catch (error) {
    content = failed(error);
  }
  if (mine !== visit || address !== location.hash) return; // the reader went on meanwhile
  main.replaceChildren(...[content].flat(Infinity).filter(Boolean));
  main.removeAttribute("aria-busy");
  history.replaceState({ ...left(), visit: mine }, "");
  shown = mine;
  const title = main.querySelector("h1")?.textContent;
  document.title = title ? `${title}: linkage` : "linkage";
  if (visit > 1) main.focus({ preventScroll: true });
  window.scrollTo(0, left().y ?? 0);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function lostPage() {
  return [el("h1", {}, "No such page"), el("p", {}, el("a", { href: "#/" }, "The campaigns"))];
}

// Campaigns

async function listPage() {
  const asked = filtered();
  const wanted = () => ({ ...asked, band: asked.band === "asserted" ? ASSERTED : asked.band });
  const [list, called] = await Promise.all([
    paged("More", (query) => get(path("campaigns"), { ...wanted(), ...query }), campaignTable, { first: 50, each: 50, ...kept() }),
    get(path("campaigns"), { verdict: "campaign", limit: 1 }),
  ]);
  return [
    el("h1", {}, "Campaigns"),
    el("p", { class: "note" }, called.items.length
      ? "Groups of accounts that act as one. Below band medium we show, we do not assert."
      : "No group is called a campaign; what they share is listed all the same."),
    filters(asked, list.again),
    list.parts,
  ];
}

// The filters that the address names, so that it can be passed on; what is no filter of ours is left out.
function filtered() {
  const named = new URLSearchParams(location.hash.split("?")[1]);
  return Object.fromEntries(Object.entries(FILTERS).map(([name, [, options]]) =>
    [name, options.some(([value]) => value === named.get(name)) ? named.get(name) : ""]));
}

function filters(asked, changed) {
  function choose(name, value) {
    asked[name] = value;
    const named = new URLSearchParams(Object.entries(asked).filter(([, one]) => one));
    leave({}, named.size ? `#/?${named}` : "#/");
    changed();
  }
  return el("div", { class: "filters", role: "group", "aria-label": "Filters" },
    Object.entries(FILTERS).map(([name, [label, options]]) => el("label", {}, label,
      el("select", { name, onchange: (event) => choose(name, event.target.value) },
        options.map(([value, text]) => el("option", { value, selected: asked[name] === value }, text))))));
}

function campaignTable(rows) {
  return table("Campaigns by score", [
    ["Campaign", (row) => campaignLink(row.campaign_id, row.name)],
    ["Band", (row) => band(row.band)],
    ["Score", (row) => points(row.score), true],
    ["Verdict", verdict],
    ["Decision", (row) => row.decision ?? "–"],
    ["Accounts", (row) => number(row.n_accounts), true],
    ["Requests", (row) => number(row.n_requests), true],
    ["Last seen", (row) => dayCell(row.last_seen)],
    ["State", (row) => row.state],
  ], rows, "No campaign fits.");
}

function verdict(row) {
  const words = { campaign: "campaign", insufficient: "not enough evidence" };
  return row.verdict === "organisation" ? `looks like ${row.resembles ?? "an organisation"}` : words[row.verdict] ?? row.verdict;
}

async function campaignPage(id) {
  const whole = get(path("campaigns", id));
  const [campaign, members, days, subgraph] = await Promise.all([
    whole,
    paged("More members", (query) => get(path("campaigns", id, "members"), query), memberTable, {
      first: 100, each: 500, ...kept(), total: async () => (await whole).summary.n_accounts,
    }),
    get(path("campaigns", id, "timeline")),
    get(path("campaigns", id, "subgraph"), { max_nodes: MOST_NODES }),
  ]);
  const row = campaign.summary;
  return [
    el("h1", {}, row.name),
    el("p", { class: "note" }, `Id ${row.campaign_id}`),
    facts([
      ["Verdict", verdict(row)], ["Decision", row.decision ?? "none"], ["Band", band(row.band)], ["Score", points(row.score)],
      ["Link", points(row.link_score)], ["Conduct", points(row.conduct_score)], ["q-value", row.q_value.toPrecision(2)],
      ["Accounts", number(row.n_accounts)], ["Pools", number(row.n_pools)], ["Requests", number(row.n_requests)],
      ["Seen", `${day(row.first_seen)} to ${day(row.last_seen)}`], ["State", row.state],
      ["Members are", statuses(campaign.statuses)],
    ]),
    el("div", { class: "columns" },
      el("section", {}, el("h2", {}, "Why they are linked"), reasons(campaign.link_reasons)),
      el("section", {}, el("h2", {}, "Why their conduct stands out"), reasons(campaign.conduct_reasons))),
    campaign.counterfactual ? fallsWithout(campaign.counterfactual) : null,
    meanings(),
    el("h2", {}, "Activity"),
    timeline(days.days),
    el("h2", {}, "Graph"),
    drawing(subgraph),
    el("h2", {}, "Infrastructure"),
    shortened(campaign.relies_on, infrastructure),
    campaign.n_relied_on > campaign.relies_on.length ? el("p", { class: "note" },
      `The ${number(campaign.relies_on.length)} that most members use, of ${number(campaign.n_relied_on)}; linkage export infrastructure writes all of them.`) : null,
    el("h2", {}, "Members"),
    members.parts,
    saving(row.campaign_id),
    campaign.joins.length ? el("h2", {}, "Pools") : null,
    campaign.joins.length ? shortened(campaign.joins, joins) : null,
    campaign.relations.length ? el("h2", {}, "Before and after") : null,
    campaign.relations.length ? relations(campaign.relations) : null,
    decisions("campaign", row.campaign_id, campaign.decisions, show),
  ];
}

const statuses = (counted) =>
  Object.entries(counted).map(([name, n]) => `${number(n)} ${name}`).join(", ") || "–";

function infrastructure(rows) {
  return table("Identifiers that the campaign relies on", [
    ["Kind", (row) => row.kind],
    ["Identifier", (row) => identifierLink(row)],
    ["Members", (row) => number(row.n_accounts), true],
    ["Others", (row) => number(row.n_accounts_outside), true],
    ["Lift", (row) => number(row.lift, 1), true],
    ["Also relied on by", alsoBy],
  ], rows);
}

function alsoBy({ also_by, n_campaigns_outside }) {
  const more = n_campaigns_outside - also_by.length;
  const named = also_by.flatMap(({ campaign_id, name }) => [campaignLink(campaign_id, name), ", "]);
  return el("span", {}, named.slice(0, -1), more ? ` and ${number(more)} more` : null);
}

function joins(rows) {
  const words = { succession: "follows", members_fit_both: "fits" };
  return table("Why the pools are one party's", [
    ["Pool", (row) => number(row.to_pool), true],
    ["How", (row) => words[row.code] ?? "goes with"],
    ["Pool", (row) => number(row.from_pool), true],
    ["Why", (row) => row.text],
  ], rows);
}

function memberTable(rows) {
  return table("Members", [
    ["Account", (row) => accountLink(row.account_id)],
    ["Band", (row) => band(row.band)],
    ["Score", (row) => points(row.score), true],
    ["Strength", (row) => number(row.strength, 2), true],
    ["Pool", (row) => number(row.pool), true],
    ["Status", (row) => row.status ?? "–"],
    ["Active since", (row) => dayCell(row.since)],
  ], rows);
}

function relations(rows) {
  const words = { SUCCEEDED_BY: "was succeeded by", SPLIT_INTO: "split into", MERGED_INTO: "merged into" };
  return table("Relations", [
    ["From", (row) => campaignLink(row.from_campaign)],
    ["How", (row) => words[row.relation] ?? row.relation],
    ["To", (row) => campaignLink(row.to_campaign)],
    ["Why", (row) => row.text],
  ], rows);
}

// Accounts

function isInGroupOnly({ band: said, campaign_id }) {
  return campaign_id !== null && !ASSERTED.includes(said);
}

async function accountPage(id) {
  const [account, decided] = await Promise.all([get(path("accounts", id)), decidedOn("account", id)]);
  const { risk } = account;
  const names = await namesOf(risk);
  return [
    el("h1", {}, account.account_id),
    facts([
      ["Score", points(risk.score)], ["Band", band(risk.band)],
      [isInGroupOnly(risk) ? "Group, not asserted" : "Campaign", risk.campaign_id ? campaignLink(risk.campaign_id, names[risk.campaign_id]) : "none"],
      ["Created", day(account.created_at)], ["Plan", account.plan ?? "–"], ["Country", account.country ?? "–"],
      ["Organisation", account.organisation_id ?? "none declared"], ["Status", account.status ?? "–"],
      ["Requests", number(account.n_requests)], ["Seen", `${day(account.first_seen)} to ${day(account.last_seen)}`],
    ]),
    risk.decision ? el("p", {}, decisionWords(risk.decision)) : null,
    risk.allowed ? el("p", {}, allowedWords(risk.allowed), "; no run made since then judges it.") : null,
    el("h2", {}, "Why this score"),
    reasons(risk.reasons, names),
    el("h2", {}, "Linked accounts"),
    table("Linked accounts, heaviest first", [
      ["Account", (row) => accountLink(row.account_id)],
      ["Kinds", (row) => row.kinds.join(", ")],
      ["Bits", (row) => number(row.weight_bits, 1), true],
      ["Why", (row) => el("a", { href: route("pair", id, row.account_id) }, "explain")],
    ], account.neighbours),
    el("h2", {}, "What it uses"),
    table("Identifiers, rarest first", [
      ["Kind", (row) => row.kind],
      ["Identifier", (row) => identifierLink(row)],
      ["Accounts", (row) => number(row.n_accounts), true],
      ["Uses", (row) => number(row.count), true],
      ["Share", (row) => number(row.share, 2), true],
      ["First", (row) => momentCell(row.first_seen)],
      ["Last", (row) => momentCell(row.last_seen)],
    ], account.identifiers),
    decisions("account", account.account_id, decided, show),
  ];
}

// The names of the campaigns that a risk speaks of, by id; one that does not come is left to its id.
async function namesOf({ campaign_id, reasons: why }) {
  const ids = [...new Set([campaign_id, ...why.map(({ evidence }) => evidence.campaign)])].filter(Boolean);
  const named = (id) => get(path("campaigns", id)).then(({ summary }) => [id, summary.name]);
  const found = await Promise.allSettled(ids.map(async (id) => named(id)));
  return Object.fromEntries(found.filter(({ status }) => status === "fulfilled").map(({ value }) => value));
}

async function pairPage(a = "", b = "") {
  const field = (name, label, value) => el("label", {}, label, el("input", { name, value, required: true, maxlength: 1024, spellcheck: "false" }));
  const form = el("form", { class: "filters", onsubmit: (event) => {
    event.preventDefault();
    const said = new FormData(event.target);
    location.hash = route("pair", said.get("a").trim(), said.get("b").trim());
  } }, field("a", "Account", a), field("b", "Other account", b), el("button", {}, "Explain"));
  const head = [el("h1", {}, "Explain a pair"), form];
  if (!a || !b) return head;
  return get(path("accounts", a, "links", b)).then((found) => [...head, ...pair(found)], (error) => [...head, ...failed(error)]);
}

function decisionWords({ author, verdict: said, subject, id, at, note }) {
  return `${author} ${said} ${subject} ${id} on ${moment(at)}${note ? `: ${note}` : ""}.`;
}

function allowedWords(one) {
  const organisation = one.subject === "organisation" ? `, as one of organisation ${one.id}` : "";
  return `${one.author} allowed ${one.account_id} on ${moment(one.at)}${organisation}`;
}

const shareOf = (id) => ["Share of", el("div", {}, short(id))];

const days = (first, last) => el("span", { class: "range" }, `${day(first)} – ${day(last)}`);

function pair(found) {
  const families = Object.entries(found.families).map(([name, bits]) => ({ name, bits }));
  return [
    el("p", {}, found.linked
      ? `Linked, with ${number(found.weight_bits, 1)} bits of evidence.`
      : found.allowed.length ? "Not linked." : "Not linked: what they share is not enough.",
    ...found.allowed.map((one) => ` ${allowedWords(one)}; no run made since then links it.`),
    found.same_campaign ? " Both are members of " : "", found.same_campaign ? campaignLink(found.same_campaign) : ""),
    families.length ? el("h2", {}, "Evidence by family") : null,
    families.length ? table("Bits by family", [["Family", (row) => row.name], ["Bits", (row) => number(row.bits, 2), true]], families) : null,
    el("h2", {}, "What both use"),
    table("Shared identifiers, most bits first", [
      ["Kind", (row) => row.kind],
      ["Identifier", (row) => identifierLink(row)],
      ["Accounts", (row) => number(row.n_accounts), true],
      [shareOf(found.a), (row) => number(row.share_a, 2), true],
      [shareOf(found.b), (row) => number(row.share_b, 2), true],
      ["Bits", (row) => number(row.bits, 2), true],
      ["Seen", (row) => [days(row.first_seen_a, row.last_seen_a), " / ", days(row.first_seen_b, row.last_seen_b)]],
    ], found.shared, "They share nothing."),
  ];
}

// Searching

async function searchPage(text) {
  const found = await get(path("search"), { q: text, limit: 100 });
  const link = (hit) => {
    if (hit.type === "account") return accountLink(hit.id);
    if (hit.type === "campaign") return campaignLink(hit.id, hit.title);
    const colon = hit.id.indexOf(":");
    return el("a", { href: route("users", hit.id.slice(0, colon), hit.id.slice(colon + 1)) }, hit.title);
  };
  return [
    el("h1", {}, `Search: ${text}`),
    table("Hits", [
      ["What", (hit) => hit.type], ["Name", link], ["Accounts", (hit) => (hit.n_accounts === null ? "" : number(hit.n_accounts)), true],
    ], found.items, "Nothing starts with this."),
  ];
}

async function usersPage(kind, key) {
  const id = `${kind}:${key}`, address = path("identifiers", kind, key);
  let total = 0;
  const ask = async (query) => {
    const page = await get(address, query);
    total = page.n_accounts;
    return page;
  };
  const [users, decided] = await Promise.all([
    paged("More accounts", ask, userTable, { first: 100, each: 500, total: async () => total }),
    decidedOn("identifier", id),
  ]);
  return [
    el("h1", {}, `${kind} ${key}`),
    el("p", { class: "note" }, `${several(total, "account uses", "accounts use")} it.`),
    users.parts,
    decisions("identifier", id, decided && decided.map((one) => onRange(one, id)),
      total ? show : null), // it may be the value of a hash
  ];
}

function userTable(rows) {
  return table("Accounts", [
    ["Account", (row) => accountLink(row.account_id)],
    ["Band", (row) => band(row.band)],
    ["Score", (row) => points(row.score), true],
    ["Campaign or group", (row) => (row.campaign_id ? campaignLink(row.campaign_id, row.campaign_name ?? row.campaign_id) : "–")],
    ["Status", (row) => row.status ?? "–"],
    ["First use", (row) => momentCell(row.first_seen)],
    ["Last use", (row) => momentCell(row.last_seen)],
  ], rows, "No account uses it.");
}

// What was decided of a range that holds an address names the range.
function onRange(one, id) {
  return one.id === id ? one : { ...one, verdict: `${one.verdict}: ${one.id}` };
}

// Who may not read what was decided still sees the page; null stands for that.
function decidedOn(subject, id) {
  return get(path("decisions"), { subject, id }).then(({ items }) => items, () => null);
}

// The head of every page

document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = document.getElementById("q").value.trim();
  if (text) location.hash = route("search", text);
});

// The run changes under an open page when somebody detects anew; it is asked about when an answer names another.
let named = null, naming = null;
onRun((run) => run === named || showRun());

function showRun() {
  naming ??= get(path("run")).then((run) => {
    named = run.run;
    document.getElementById("run").textContent = `Run ${run.run}, as of ${moment(run.as_of)} UTC`;
  }).catch(() => {}).finally(() => { naming = null; }); // where it does not come, the next answer asks again
  return naming;
}

// The address is the page's, so that the link past the navigation must not change it.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

history.scrollRestoration = "manual"; // what is there to scroll comes later
window.addEventListener("scrollend", () => leave({ y: window.scrollY }));
window.addEventListener("hashchange", show);
show().then(() => named ?? showRun());
