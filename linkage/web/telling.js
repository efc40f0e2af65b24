// What went wrong, in words.
import { Problem } from "./api.js";
import { campaignLink, el } from "./page.js";

// One sentence and each fault, where the answer names any; `titles` says what a person calls the parts of a request.
export function sentence(problem, titles = {}) {
  if (!problem.errors.length) return problem.message;
  const faults = problem.errors.map(({ where, message }) => `${titles[where] ?? where}: ${message}`).join("; ");
  return `The request does not fit. ${faults}.`;
}

export function told(error) {
  if (!(error instanceof Problem)) console.error(error);
  const words = error instanceof Problem ? sentence(error) : "Is it still running? Reload to try again.";
  return el("p", { class: "error", role: "alert" }, words);
}

export function failed(error) {
  return [el("h1", {}, error instanceof Problem ? error.title : "The server does not answer"), told(error),
    ...(error.successors ?? []).map((id) => el("p", {}, campaignLink(id)))];
}
