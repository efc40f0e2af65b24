// Asking the API. The key is typed in once and stays in this tab's session storage.

const STORED = "linkage-key";
const SENDABLE = /^[!-~]+$/; // as the server takes them; others cannot stand in a header
const runs = new WeakMap();
let asking = null;
let served = () => {};

export class Problem extends Error {
  constructor(status, title, detail, errors = [], successors = []) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = errors;
    this.successors = successors;
  }
}

export function path(...parts) {
  const folded = parts.find((part) => part === "." || part === "..");
  if (folded) {
    throw new Problem(0, "No page can show this id",
      `Browsers leave “${folded}” out of every address, also when it is encoded. For such an account ask` +
      " `linkage risk` or `linkage explain`, or POST /v1/accounts/risk.");
  }
  return "/v1/" + parts.map(encodeURIComponent).join("/");
}

const json = (answer) => answer.json();

// A list stands for a name that is given several times.
export async function get(address, query = {}, read = json) {
  const wanted = Object.entries(query).flatMap(([name, value]) => [value ?? ""].flat().map((one) => [name, one]));
  const words = new URLSearchParams(wanted.filter(([, value]) => value !== "")).toString();
  return ask(words ? `${address}?${words}` : address, {}, {}, read);
}

// The run that gave an answer, where it named one.
export const runOf = (body) => runs.get(body);

export async function post(address, body) {
  return ask(address, { method: "POST", body: JSON.stringify(body) }, { "Content-Type": "application/json" }, json);
}

async function ask(address, request, headers, read) {
  for (let wrong = false; ; wrong = true) {
    const key = storedKey();
    const answer = await fetch(address, {
      ...request, headers: key ? { ...headers, Authorization: `Bearer ${key}` } : headers,
    });
    if (answer.status === 401) {
      sessionStorage.removeItem(STORED);
      await askForKey(wrong && key !== null);
      continue;
    }
    const run = answer.headers.get("Linkage-Run");
    if (run) served(run);
    if (answer.ok) {
      const body = await read(answer);
      if (run) runs.set(body, run);
      return body;
    }
    const problem = await answer.json().catch(() => ({}));
    throw new Problem(answer.status, problem.title ?? "Error", problem.detail ?? `The server answered ${answer.status}.`,
      problem.errors ?? [], problem.successors ?? []);
  }
}

// One that cannot be sent would fail each question before the server could ask for another.
function storedKey() {
  const key = sessionStorage.getItem(STORED);
  if (key === null || SENDABLE.test(key)) return key;
  sessionStorage.removeItem(STORED);
  return null;
}

// Every answer names the run that gave it; whoever asks here is told of each.
export function onRun(told) {
  served = told;
}

// One dialog, however many questions wait for the key.
function askForKey(wasWrong) {
  asking ??= new Promise((done) => {
    const dialog = document.getElementById("key-dialog");
    const field = document.getElementById("key");
    const wrong = document.getElementById("key-wrong");
    wrong.textContent = wasWrong ? "That key was not right." : "";
    field.value = "";
    document.getElementById("key-form").onsubmit = (event) => {
      if (SENDABLE.test(field.value.trim())) return;
      event.preventDefault();
      wrong.textContent = "No key is like that: it has printable ASCII characters only, without spaces.";
    };
    dialog.addEventListener("close", () => {
      sessionStorage.setItem(STORED, field.value.trim());
      field.value = "";
      asking = null;
      done();
    }, { once: true });
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.showModal();
  });
  return asking;
}
