/** The closing meeting: every answer is saved at once, arrows turn, a key gives each answer. Without it a plain form does. */
import { danishDay } from "../shared/words.js";

const form = document.querySelector("form[data-meeting]");
const link = (rel) => document.querySelector(`a[rel=${rel}]`);
const TYPED = "input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea";
let saving = Promise.resolve(true);
let sent = form && answers();

/** What the form says, as it is sent. */
function answers() {
  return new URLSearchParams(new FormData(form)).toString();
}

/** Where keys mean letters, dates or choices, and not ours. */
const isTyping = (element) => element.matches(`${TYPED}, input[type=radio]`);

// Saving

function tell({ version, lacks, lacking, saved }) {
  form.elements.seen.value = version;
  document.querySelector("[data-status]").textContent = saved;
  document.querySelector("[data-lacking]").textContent = lacking;
  const here = document.querySelector("[aria-current=step]");
  here.querySelector(".without").textContent = lacks;
  here.querySelector(".has").hidden = Boolean(lacks);
  sent = answers();
}

function showErrors(errors) {
  for (const element of form.querySelectorAll("[data-error]")) {
    const message = errors[element.dataset.error];
    element.hidden = !message;
    element.querySelector("[data-words]").textContent = message ?? "";
  }
}

/** Whether something must be written first: who *Andre* is, why it cannot be done. */
function unsaid() {
  const { party, party_other, reason } = form.elements;
  if (party.value === "other" && !party_other.value.trim()) return party_other;
  return form.elements.state.value === "not_possible" && !reason.value.trim() ? reason : null;
}

async function send() {
  const body = new URLSearchParams(answers());
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status >= 500) throw new Error(answer.status);
  if (answer.ok && answer.headers.get("Content-Type") === "application/json") {
    tell(await answer.json());
    showErrors({});
    return true;
  }
  if (answer.status === 422) {
    const { errors } = await answer.json();
    showErrors(errors);
    document.querySelector("[data-status]").textContent = "Ikke gemt";
    return false;
  }
  // Somebody else has changed it, or the session has ended: the page of the plain form says which.
  form.submit();
  return false;
}

/** Save what the form says, after whatever is being saved already. → whether it is saved. */
function save() {
  const field = unsaid();
  if (field) {
    field.focus();
    return Promise.resolve(false);
  }
  document.querySelector("[data-status]").textContent = "Gemmer …";
  saving = saving.then(send).catch(() => {
    document.querySelector("[data-status]").textContent = "Ikke gemt. Feltbog svarer ikke. Prøv igen.";
    return false;
  });
  return saving;
}

async function turn(to) {
  if (document.activeElement?.matches(TYPED)) document.activeElement.blur();
  if (to && (!form || !unsaid() || (await save())) && (await saving)) location.href = to.href;
}

// Keys

const switched = document.querySelector("[data-keys-switch] input");
const isOn = () => !switched || switched.checked;

function showKeys() {
  for (const element of document.querySelectorAll("[data-keys]")) element.hidden = !isOn();
}

function choose(input) {
  const group = [...form.elements[input.name]];
  const isTakenBack = input.checked && input.name === "priority";
  (isTakenBack ? group.find(({ value }) => value === "") : input).checked = true;
  save();
}

/** A deadline so many weeks from today in Denmark; none for 0. */
function weeks(number) {
  const day = new Date(danishDay());
  day.setUTCDate(day.getUTCDate() + 7 * number);
  form.elements.deadline.value = number ? day.toISOString().slice(0, 10) : "";
  sayDeadline();
  save();
}

function sayDeadline() {
  const { value } = form.elements.deadline;
  const words = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  document.querySelector("[data-deadline]").textContent = value ? new Date(value).toLocaleDateString("da-DK", words) : "";
}

function pick(code) {
  document.getElementById("parties").hidePopover();
  form.elements.party.value = code;
  save();
}

function press(event) {
  const list = document.getElementById("parties");
  const key = event.key.toLowerCase();
  if (list?.matches(":popover-open")) {
    const button = list.querySelector(`[data-pick="${CSS.escape(key)}"]`);
    if (button) {
      event.preventDefault();
      pick(button.value);
    }
    return;
  }
  if (event.key === "Escape" && document.activeElement?.matches(TYPED)) document.activeElement.blur();
  if (isTyping(event.target)) return;
  const steps = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };
  if (steps[event.key]) {
    event.preventDefault();
    turn(link(steps[event.key]));
    return;
  }
  if (!form || !isOn()) return;
  if (/^[0-9]$/.test(key)) weeks(Number(key));
  else if (key === "p") list.showPopover();
  else {
    const input = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!input) return;
    if (input.type === "radio") choose(input);
    else input.focus();
  }
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.altKey && !event.metaKey) press(event);
});

if (form) {
  form.addEventListener("change", (event) => {
    if (!event.target.name) return;
    sayDeadline();
    // While somebody types a year, the field holds one long past: wait until they are done.
    if (event.target.type !== "date" || event.target.value >= danishDay()) save();
  });
  form.addEventListener("focusout", ({ target }) => {
    if (target.type === "date" && answers() !== sent) save();
  });
  // After a click the arrows should turn again, and not move on among the choices.
  form.addEventListener("click", ({ target, detail }) => detail && target.matches("input[type=radio]") && target.blur());
  document.getElementById("parties").addEventListener("click", ({ target }) => {
    const button = target.closest("[data-pick]");
    if (button) pick(button.value);
  });
  switched.parentElement.hidden = false;
  switched.checked = localStorage.getItem("meeting-keys") !== "off";
  switched.addEventListener("change", () => {
    localStorage.setItem("meeting-keys", switched.checked ? "on" : "off");
    showKeys();
  });
  sayDeadline();
  showKeys();
}
document.body.dataset.ready = "";
