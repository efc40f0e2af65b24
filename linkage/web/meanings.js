// What the numbers of a campaign's page mean, a sentence each.
import { el } from "./page.js";

const MEANINGS = [
  ["Nats", "What evidence weighs, as log-odds to base e: weights add up, and those of one score to its log-odds; one nat is 1.44 bits."],
  ["Link", "How likely the accounts are one party, 0 to 100, by what they share and strangers do not."],
  ["Conduct", "How likely they hide being one, 0 to 100; a campaign needs both link and conduct, and neither makes up for the other."],
  ["Bands", "By score, low from 20, medium from 75 and high from 90; medium and high are asserted, low is shown and not asserted."],
  ["q-value", "The rate of false discovery: of groups linked as strongly as this one or more, about this part is expected by chance."],
  ["Strength", "How firmly an account belongs to the group, from 0 to 1."],
  ["Pool", "Accounts of the campaign that work together; a campaign is one or more, as when a new one follows one that was suspended."],
  ["Lift", "How many times as common an identifier is among the members as among all other accounts."],
];

export function meanings() {
  return el("details", {}, el("summary", {}, "What the numbers mean"),
    el("dl", {}, MEANINGS.map(([term, words]) => [el("dt", {}, term), el("dd", {}, words)]).flat()));
}
