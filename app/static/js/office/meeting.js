/** The closing meeting: every answer is saved at once, arrows turn, a key gives each answer. Without it a plain form does. */
import { byId, onClick, say } from "../shared/dom.js";
import { danishDay } from "../shared/day.js";

const form = document.querySelector("form[data-meeting]");
const switched = document.querySelector("[data-keys-switch] input");
const parties = byId("parties");
const TYPED = "input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea";
const TURNS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };
const isOn = () => !switched || switched.checked;
/** What the form says, as it is sent. */
const answers = () => new URLSearchParams(new FormData(form)).toString();
let saving = Promise.resolve(true);
let sent = form && answers();

function showErrors(errors) {
  for (const element of form.querySelectorAll("[data-error]")) {
    const message = errors[element.dataset.error];
    element.hidden = !message;
    say(element, { words: message ?? "" });
  }
}

/** Whether something must be written first: who *Andre* is, why it cannot be done. */
function unsaid() {
  const { party, party_other, state, reason } = form.elements;
  if (party.value === "other" && !party_other.value.trim()) return party_other;
  return state.value === "not_possible" && !reason.value.trim() ? reason : null;
}

async function send() {
  const body = new URLSearchParams(answers());
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status >= 500) throw new Error(answer.status);
  if (answer.ok && answer.headers.get("Content-Type") === "application/json") {
    const { version, lacks, lacking, saved } = await answer.json();
    const here = document.querySelector("[aria-current=step]");
    form.elements.seen.value = version;
    say(document, { status: saved, lacking });
    here.querySelector(".without").textContent = lacks;
    here.querySelector(".has").hidden = Boolean(lacks);
    sent = answers();
    showErrors({});
    return true;
  }
  if (answer.status === 422) {
    showErrors((await answer.json()).errors);
    say(document, { status: "Ikke gemt" });
    return false;
  }
  // Somebody else has changed it, or the session has ended: the page of the plain form says which.
  form.submit();
  return false;
}

/** Save what the form says, after whatever is being saved already. → whether it is saved. */
async function save() {
  const field = unsaid();
  if (field) return field.focus();
  say(document, { status: "Gemmer …" });
  saving = saving.then(send).catch(() => {
    say(document, { status: "Ikke gemt. Feltbog svarer ikke. Prøv igen." });
    return false;
  });
  return saving;
}

/** To the next matter or the one before, where there is one and what is here is saved. */
async function turn(way) {
  leaveField();
  const to = document.querySelector(`a[rel=${way}]`);
  if (to && (!form || !unsaid() || (await save())) && (await saving)) location.href = to.href;
}

function leaveField() {
  if (document.activeElement?.matches(TYPED)) document.activeElement.blur();
}

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
  say(document, { deadline: value ? new Date(value).toLocaleDateString("da-DK", words) : "" });
}

function pick(button) {
  parties.hidePopover();
  form.elements.party.value = button.value;
  save();
}

/** What a key does here; null where it means nothing, or a letter, a date or a choice. */
function meaning({ key, target }) {
  const small = key.toLowerCase();
  if (parties?.matches(":popover-open")) {
    const button = parties.querySelector(`[data-pick="${CSS.escape(small)}"]`);
    return button && (() => pick(button));
  }
  if (key === "Escape") leaveField();
  if (target.matches(`${TYPED}, input[type=radio]`)) return null;
  if (TURNS[key]) return () => turn(TURNS[key]);
  if (!form || !isOn()) return null;
  if (/^[0-9]$/.test(key)) return () => weeks(Number(key));
  if (small === "p") return () => parties.showPopover();
  const input = form.querySelector(`[data-key="${CSS.escape(small)}"]`);
  return input && (() => (input.type === "radio" ? choose(input) : input.focus()));
}

document.addEventListener("keydown", (event) => {
  const act = event.ctrlKey || event.altKey || event.metaKey ? null : meaning(event);
  if (!act) return;
  event.preventDefault();
  act();
});

if (form) {
  form.addEventListener("change", ({ target }) => {
    if (!target.name) return;
    sayDeadline();
    // While somebody types a year, the field holds one long past: wait until they are done.
    if (target.type !== "date" || target.value >= danishDay()) save();
  });
  form.addEventListener("focusout", ({ target }) => {
    if (target.type === "date" && answers() !== sent) save();
  });
  // After a click the arrows should turn again, and not move on among the choices.
  form.addEventListener("click", ({ target, detail }) => detail && target.matches("input[type=radio]") && target.blur());
  onClick(parties, "[data-pick]", pick);
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
