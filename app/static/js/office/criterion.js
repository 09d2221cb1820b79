// A criterion made by choosing: every choice draws the form and what it says anew, at once. Without it the button »Vis« does.

const form = document.querySelector("[data-choosing]");
const PAUSE = 400;
// What the server draws anew.
const PARTS = ["chosen", "said"];

let timer;
let asked = 0;
let isChanged = false; // since it was opened or saved

/** What the form holds, with the button that was pressed; nobody signs what is only looked at. */
function sent(button) {
  const data = new FormData(form, button);
  if (form.method === "get") data.delete("csrf_token");
  else data.set("csrf_token", form.querySelector("[name=csrf_token]").value);
  return data;
}

async function ask(button) {
  const number = (asked += 1);
  const data = sent(button);
  if (!button) data.append("show", "");
  const address = new URL(form.action);
  if (form.method === "get") address.search = new URLSearchParams(data);
  const answer = await fetch(address, form.method === "get" ? {} : { method: "POST", body: data }).catch(() => null);
  if (!answer?.ok) return;
  const text = await answer.text();
  if (number !== asked) return;
  draw(new DOMParser().parseFromString(text, "text/html"));
  if (form.method === "get") history.replaceState(null, "", address);
}

/** Put the new parts in place; what had the focus keeps it, what was open stays open, what is typed meanwhile stays typed. */
function draw(page) {
  const fresh = page.querySelector("[data-choosing]");
  if (!fresh) return;
  const focus = document.activeElement;
  const open = new Map([...form.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
  for (const id of PARTS) document.getElementById(id).replaceWith(page.getElementById(id));
  form.method = fresh.method;
  for (const each of form.querySelectorAll("details[id]")) each.open = open.get(each.id) ?? each.open;
  if (!focus?.id || focus.isConnected) return;
  const now = document.getElementById(focus.id);
  if (!now) return;
  if (now.type === "text" || now.tagName === "TEXTAREA") {
    now.value = focus.value;
    now.setSelectionRange?.(focus.selectionStart, focus.selectionEnd);
  }
  now.focus({ preventScroll: true });
}

/** Where a row was added its first control is next; where one is gone, what stands around it. */
function next({ name, value }) {
  const first = form.querySelector(`[name^="${CSS.escape(value)}"][name$="-field"], #${CSS.escape(value)} select`);
  const rows = [...form.querySelectorAll(`[name^="${value}"]`)].filter((each) => each.type !== "hidden");
  const found = name === "add" ? rows.at(-1) : first;
  (found ?? document.getElementById("chosen").querySelector("select")).focus();
}

form.classList.add("at-once");
for (const name of ["input", "change"]) form.addEventListener(name, () => (isChanged = true));
const isTyped = ({ target }) => ["text", "textarea"].includes(target.type);
form.addEventListener("change", (event) => {
  if (isTyped(event)) return;
  clearTimeout(timer);
  ask();
});
form.addEventListener("pointerdown", ({ target }) => {
  if (!target.closest("[type=submit]")) return;
  clearTimeout(timer);
  asked += 1; // What is drawn now would take the button away from under the finger.
});
form.addEventListener("input", (event) => {
  if (!isTyped(event)) return;
  clearTimeout(timer);
  asked += 1; // An answer that is under way knows nothing of this.
  timer = setTimeout(ask, PAUSE);
});
form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (!submitter || !["add", "remove", "show"].includes(submitter.name)) {
    isChanged = false;
    return;
  }
  event.preventDefault();
  isChanged ||= submitter.name !== "show";
  await ask(submitter);
  if (submitter.name !== "show") next(submitter);
});
// Whoever leaves without *Gem* finds it again, beside the draft.
addEventListener("pagehide", () => {
  if (!isChanged) return;
  const data = new FormData(form);
  data.set("csrf_token", form.querySelector("[name=csrf_token]").value);
  data.set("leaving", "yes");
  fetch(form.action, { method: "POST", body: data, keepalive: true });
});
document.getElementById("error-summary")?.focus();
