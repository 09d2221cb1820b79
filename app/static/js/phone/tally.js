/** Counts guests at a door. Every tap is stored at once, as a higher revision of this phone's one record for event and door. */
import { questionsOf, readAll, writeAll } from "../shared/answers.js";
import { offer } from "./activities.js";
import { mark, problem, problems, showProblems } from "./checks.js";
import { countries } from "./country-picker.js";
import * as status from "./status.js";
import * as store from "./store.js";
import { unsavedWork } from "./update.js";

const byId = (id) => document.getElementById(id);
const form = byId("form");
const asked = new URLSearchParams(location.search).get("record");
const question = (of) => questionsOf(form).find(({ dataset }) => dataset.question === of);
const counters = questionsOf(form).filter((one) => one.matches(".counter"));

let events = [];
let id = null; // of the record that is being counted
let title = ""; // of its event
const taps = []; // what can be undone: {counter, step}

export async function start() {
  const who = await store.owner(form.dataset.form);
  events = (await store.reference(who))?.events ?? [];
  const picker = countries(question("countries"));
  const before = await earlier(who);
  picker.ensure(before?.answers.countries);
  offer(form.elements.event, events, { answered: before?.answers.event });
  byId("begin").addEventListener("click", begin);
  byId("change").addEventListener("click", change);
  byId("undo").addEventListener("click", undo);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", tap);
  form.addEventListener("input", changed);
  form.elements.event.addEventListener("change", showDoors);
  showDoors();
  return before ? resume(before) : beginOrChoose();
}

/** Where there is one event with one door at most, there is nothing to choose. */
function beginOrChoose() {
  const doors = chosenEvent()?.doors ?? [];
  if (!chosenEvent() || doors.length > 1) return choose();
  form.elements.door.value = doors[0]?.name ?? "";
  return begin();
}

/** The tally to go on with: the one asked for, or the only one of an event that is still open. */
async function earlier(who) {
  const tallies = (await store.records(who)).filter((one) => one.form === form.dataset.form && one.state !== "stopped");
  if (asked) return tallies.find((one) => one.id === asked);
  const open = tallies.filter(({ answers }) => events.some((event) => event.id === answers.event));
  return open.length === 1 && events.length === 1 ? open[0] : undefined;
}

const chosenEvent = () => events.find((event) => event.id === form.elements.event.value);

/* Where */

function choose() {
  show(false);
  const none = events.length === 0;
  byId("no-events").hidden = !none;
  byId("begin").hidden = none;
  for (const name of ["event", "door"]) question(name).hidden = none;
  question("event").hidden ||= events.length === 1;
  if (none) whenEventsCome();
}

/** On a first visit the events come while the page is open already. */
function whenEventsCome() {
  const stop = store.subscribe(async () => {
    events = (await store.reference(await store.owner(form.dataset.form)))?.events ?? [];
    if (events.length === 0 || !byId("tally").hidden) return;
    stop();
    offer(form.elements.event, events);
    showDoors();
    beginOrChoose();
  });
}

function showDoors() {
  const doors = (chosenEvent()?.doors ?? []).map(({ name, phones }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = phones ? `${name} (${phones} tæller)` : name;
    button.addEventListener("click", () => {
      form.elements.door.value = name;
      begin();
    });
    return button;
  });
  byId("doors").replaceChildren(...doors);
}

async function begin() {
  const answers = readAll(form);
  const found = problems(form, answers).filter((one) => one.question.closest("#choose"));
  showProblems(form, found, found.length === 1 && answers.event === undefined);
  if (found.length) return;
  const mine = await store.records(await store.owner(form.dataset.form));
  const same = mine.find(
    (one) => one.form === form.dataset.form && one.state !== "stopped" && one.answers.event === answers.event && one.answers.door === answers.door,
  );
  resume(same ?? { id: crypto.randomUUID(), answers: { event: answers.event, door: answers.door } });
}

function resume(tally) {
  id = tally.id;
  taps.length = 0;
  writeAll(form, tally.answers);
  form.elements.event.value = tally.answers.event;
  for (const one of counters) setCount(one, tally.answers[one.dataset.question] ?? 0);
  title = chosenEvent()?.title ?? tally.title;
  document.querySelector("[data-event]").textContent = title;
  document.querySelector("[data-door]").textContent = tally.answers.door ?? "Ingen bestemt dør";
  warnOfOthers(Boolean(tally.acknowledged));
  draw();
  show(true);
}

function change() {
  id = null;
  for (const one of questionsOf(byId("tally"))) if (!one.matches(".counter")) writeAll(one.parentElement, {});
  choose();
}

function show(isCounting) {
  byId("choose").hidden = isCounting;
  byId("tally").hidden = byId("tally-bar").hidden = !isCounting;
}

/** Two phones at one door would count the same guests. The server counts this phone too, once it has sent. */
function warnOfOthers(isCounted) {
  const { doors = [], phones = 0 } = chosenEvent() ?? {};
  const here = doors.find(({ name }) => name === form.elements.door.value)?.phones ?? (doors.length ? 0 : phones);
  const all = here + (isCounted ? 0 : 1);
  byId("same-door").hidden = all < 2;
  byId("same-door").querySelector("[data-title]").textContent = `${all} telefoner ved denne dør`;
}

/* Counting */

const input = (counter) => counter.querySelector("input");
const counted = (counter) => Number(input(counter).value);

function setCount(counter, number) {
  input(counter).value = number;
  counter.querySelector("[data-count]").textContent = number;
}

function tap({ target }) {
  const button = target.closest("[data-add]");
  if (!button) return;
  const counter = button.closest(".counter");
  const step = Math.min(Number(button.dataset.add), Number(counter.dataset.most) - counted(counter));
  if (step <= 0) return;
  setCount(counter, counted(counter) + step);
  navigator.vibrate?.(10);
  taps.push({ counter, step });
  draw();
  changed();
}

function undo() {
  const last = taps.pop();
  if (!last) return;
  setCount(last.counter, counted(last.counter) - last.step);
  draw();
  changed();
}

function draw() {
  const volunteers = counted(question("volunteers"));
  byId("total").textContent = counters.map(counted).reduce((a, b) => a + b, 0);
  byId("volunteers-of").textContent = volunteers ? `heraf ${volunteers} ${volunteers === 1 ? "frivillig" : "frivillige"}` : "";
  const last = taps.at(-1);
  byId("undo").setAttribute("aria-disabled", !last);
  byId("undo").querySelector("[data-what]").textContent = last ? `+${last.step} ${last.counter.dataset.name}` : "intet endnu";
}

/* Storing: one write at a time; taps meanwhile are one write. */

let stored = Promise.resolve();
let mustStore = false;

function changed() {
  if (!id) return;
  unsavedWork(true);
  mustStore = true;
  stored = stored.then(keep);
}

async function keep() {
  if (!mustStore || !id) return;
  mustStore = false;
  const answers = readAll(form);
  for (const one of questionsOf(byId("tally"))) {
    const message = problem(one, answers);
    mark(one, message);
    if (message) delete answers[one.dataset.question];
  }
  const { version, form: name } = form.dataset;
  try {
    await store.enqueue({ id, form: name, version: Number(version), answers, title, place: answers.door ?? null });
    unsavedWork(false);
  } catch {
    await status.checkHealth();
  }
}
