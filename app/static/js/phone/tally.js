/** Counts guests at a door. Every tap is one change of this phone's one record for event and door, which other tabs may change as well. */
import { questionsOf, read, readAll, showApplicable, write } from "../shared/answers.js";
import { byId, copyOf, element, oneAtATime, onClick, redraw, reveal, say } from "../shared/dom.js";
import { wireCountries } from "./countries.js";
import { mark, problem, problems, showProblems } from "./form-behaviour.js";
import { offer } from "./rows.js";
import * as status from "./status.js";
import * as store from "./store.js";
import * as sheet from "./tally-sheet.js";
import { changed, changeTally, standing } from "./tally-store.js";
import { danishDay, time } from "./times.js";
import { unsavedWork } from "./update.js";
import { word } from "./words.js";

const form = byId("form");
const { form: NAME, version } = form.dataset;
const SHOWN = 10; // steps
const marks = new URLSearchParams(location.search);
const question = (of) => questionsOf(form).find(({ dataset }) => dataset.question === of);
const counters = questionsOf(form).filter((one) => one.matches(".counter"));
const others = questionsOf(byId("tally")).filter((one) => !one.matches(".counter"));
const limits = ({ dataset: { least, most } }) => ({ least: Number(least), most: Number(most) });
const showCountries = wireCountries(question("countries"));

let events = [];
let tally = null; // the one that is being counted, as it is on the phone
const ahead = []; // what has been tapped since, on its way there
let drawn = ""; // the steps that are shown, as text

const chosenEvent = () => events.find((event) => event.id === form.elements.event.value);
const openEvents = async () => (await store.reference(await store.owner(NAME)))?.events ?? [];
/** The tallies of this phone that can go on. */
const tallies = async () => (await store.records(await store.owner(NAME))).filter((one) => one.form === NAME && one.state !== "stopped");

export async function start() {
  events = await openEvents();
  const asked = marks.get("record");
  // The tally to go on with: the one asked for, or the only one of an event that is still open.
  const isMeant = (one) => (asked ? one.id === asked : events.some((event) => event.id === one.answers.event));
  const open = marks.has("new") ? [] : (await tallies()).filter(isMeant);
  const before = open.length === 1 && (asked || events.length === 1) ? open[0] : null;
  offer(form.elements.event, events, { answered: before?.answers.event });
  wire();
  showDoors();
  if (!before) return beginOrChoose();
  resume(before);
  if (marks.has("correct")) {
    history.replaceState(null, "", `?record=${before.id}`);
    sheet.correct();
  }
  return undefined;
}

function wire() {
  byId("begin").addEventListener("click", begin);
  byId("change").addEventListener("click", changePlace);
  byId("undo").addEventListener("click", () => undo(newest()));
  byId("correct-number").addEventListener("click", () => sheet.correct());
  sheet.wire(counters, { now: (one) => shown().answers[one.dataset.question] ?? 0, put });
  onClick(byId("steps"), "button", (button) => undo(shown().steps.find(({ id }) => id === button.closest("li").dataset.step)));
  onClick(form, "[data-add]", tap);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", answer);
  form.elements.event.addEventListener("change", showDoors);
  store.subscribe(look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}

/** Where there is one event with one door at most, there is nothing to choose. */
function beginOrChoose() {
  const doors = chosenEvent()?.doors ?? [];
  if (!chosenEvent() || doors.length > 1) return choose();
  form.elements.door.value = doors[0]?.name ?? "";
  return begin();
}

function choose() {
  const none = events.length === 0;
  reveal({ choose: true, tally: false, "tally-bar": false, "no-events": none, begin: !none });
  question("event").hidden = events.length <= 1;
  question("door").hidden = none;
  if (!none) return;
  // On a first visit the events come while the page is open already.
  const stop = store.subscribe(async () => {
    events = await openEvents();
    if (events.length === 0 || !byId("tally").hidden) return;
    stop();
    offer(form.elements.event, events);
    showDoors();
    beginOrChoose();
  });
}

function showDoors() {
  const doors = (chosenEvent()?.doors ?? []).map(({ name, phones }) => {
    const onclick = () => {
      form.elements.door.value = name;
      begin();
    };
    return element("button", { type: "button", className: "button", onclick }, phones ? word("tally.door", { door: name, n: phones }) : name);
  });
  byId("doors").replaceChildren(...doors);
}

async function begin() {
  const answers = readAll(form);
  const found = problems(form, answers).filter((one) => one.question.closest("#choose"));
  showProblems(form, found, found.length === 1 && answers.event === undefined);
  if (found.length) return;
  const { event, door } = answers;
  const same = (await tallies()).find((one) => one.answers.event === event && one.answers.door === door);
  const none = Object.fromEntries(counters.map(({ dataset }) => [dataset.question, 0]));
  resume(same ?? { id: crypto.randomUUID(), form: NAME, owner: await store.owner(NAME), answers: { event, door, ...none } });
}

function resume(found) {
  form.elements.event.value = found.answers.event;
  form.elements.door.value = found.answers.door ?? "";
  const title = chosenEvent()?.title ?? found.title ?? "";
  tally = { ...found, version: Number(version), title };
  form.dataset.day = chosenEvent()?.date ?? danishDay();
  showApplicable(form, tally.answers);
  for (const one of others) mark(one, null);
  say(byId("tally"), { event: title, door: found.answers.door ?? word("tally.no_door") });
  // Two phones at one door would count the same guests. The server counts this phone too, once it has sent.
  const { doors = [], phones = 0 } = chosenEvent() ?? {};
  const here = doors.find(({ name }) => name === form.elements.door.value)?.phones ?? (doors.length ? 0 : phones);
  const all = here + (tally.acknowledged ? 0 : 1);
  say(byId("same-door"), { title: word("tally.same_door", { n: all }) });
  reveal({ choose: false, tally: true, "tally-bar": true, "same-door": all >= 2, "own-guests": all < 2 });
  draw();
}

/** Another event or door: what has been tapped here is kept first. */
async function changePlace() {
  await keep();
  if (ahead.length) return;
  tally = null;
  choose();
}

function tap(button) {
  const counter = button.closest(".counter");
  if (sheet.wasLong()) return;
  navigator.vibrate?.(10);
  put({ question: counter.dataset.question, by: Number(button.dataset.add), ...limits(counter) });
}

function undo(step) {
  if (step && !step.undone) put({ undo: step.id, ...limits(question(step.question)) });
}

/** A country, or what is answered besides. What cannot be an answer is none. */
function answer({ target }) {
  const one = others.find((each) => each.contains(target));
  if (!one || !tally) return;
  const name = one.dataset.question;
  if (one.dataset.kind === "countries") return put({ question: name, code: target.value, isOn: target.checked });
  const given = read(one);
  const message = problem(one, { [name]: given });
  mark(one, message);
  put({ question: name, answer: message ? undefined : given });
}

function put(change) {
  ahead.push({ id: crypto.randomUUID(), at: store.localTime(), ...change });
  unsavedWork(true);
  draw();
  keep();
}

/** What is tapped while something is written, is written next, all at once. */
const keep = oneAtATime(async () => {
  while (tally && ahead.length) {
    const now = [...ahead];
    try {
      const kept = await changeTally(tally, now);
      ahead.splice(0, now.length);
      take(kept);
    } catch {
      await status.checkHealth();
      return;
    }
  }
  unsavedWork(false);
});

/** Somebody has written something, perhaps another tab on this tally. */
const look = oneAtATime(async () => {
  if (tally) take(await standing(tally).catch(() => tally));
});

function take(found) {
  if (!tally || (found?.id === tally.id && found.revision < tally.revision)) return;
  if (found) {
    tally = { ...found, version: tally.version, title: tally.title };
    draw();
  } else if (tally.revision) {
    // It has been deleted in the list.
    tally = null;
    ahead.length = 0;
    sheet.close();
    choose();
  }
}

/** The tally with what is on its way to the phone's disk. */
const shown = () => ahead.reduce(changed, { steps: [], ...tally });
const newest = () => shown().steps.filter(({ undone }) => !undone).at(-1);

/** What a step was, in words. */
function named({ question: of, by, to }) {
  const what = question(of).dataset.name;
  if (to !== undefined) return word("tally.typed", { what, n: to });
  return word("tally.step", { n: by, what });
}

function draw() {
  const { answers, steps } = shown();
  const counts = counters.map(({ dataset }) => answers[dataset.question] ?? 0);
  counters.forEach((one, index) => {
    write(one, counts[index]);
    say(one, { count: counts[index] });
  });
  // What somebody is writing here, or could not be kept, stays as it stands.
  const isBusy = (one) => one.matches(".invalid") || (one.dataset.kind === "text" && one.contains(document.activeElement));
  for (const one of others) if (one.dataset.kind !== "countries" && !isBusy(one)) write(one, answers[one.dataset.question]);
  showCountries(answers.countries ?? []);
  byId("total").textContent = counts.reduce((a, b) => a + b, 0);
  byId("volunteers-of").textContent = answers.volunteers ? word("tally.volunteers", { n: answers.volunteers }) : "";
  const last = newest();
  byId("undo").setAttribute("aria-disabled", !last);
  say(byId("undo"), { what: last ? named(last) : word("tally.undo_nothing") });
  drawSteps(steps.slice(-SHOWN).reverse());
  sheet.draw();
}

/** Only where they have changed: a button that is replaced under a finger is not pressed. */
function drawSteps(steps) {
  const asText = JSON.stringify(steps);
  if (asText === drawn) return;
  drawn = asText;
  redraw(byId("steps"), steps.map(row), "step", "undo");
}

/** The row of a step: what it was, and the way back, once. */
function row(step) {
  const item = copyOf("step");
  item.dataset.step = step.id;
  say(item, { at: time(step.at), what: named(step), named: named(step) });
  item.querySelector("[data-undo]").hidden = step.undone === true;
  item.querySelector("[data-gone]").hidden = !step.undone;
  return item;
}
