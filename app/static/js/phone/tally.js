/** Counts guests at a door. Every tap is stored at once, as a higher revision of this phone's one record for event and door. */
import { questionsOf, readAll, writeAll } from "../shared/answers.js";
import { byId, element, oneAtATime, onClick, reveal, say } from "../shared/dom.js";
import { mark, problem, problems, showProblems } from "./form-behaviour.js";
import { offer } from "./rows.js";
import * as status from "./status.js";
import * as store from "./store.js";
import { unsavedWork } from "./update.js";
import { word } from "./words.js";

const form = byId("form");
const { form: NAME, version } = form.dataset;
const MOST = 8; // countries that are suggested at a time
const plain = (text) => text.toLocaleLowerCase("da").normalize("NFD").replace(/\p{M}/gu, "");
const asked = new URLSearchParams(location.search).get("record");
const question = (of) => questionsOf(form).find(({ dataset }) => dataset.question === of);
const counted = (counter) => Number(counter.querySelector("input").value);
const counters = questionsOf(form).filter((one) => one.matches(".counter"));

let events = [];
let id = null; // of the record that is being counted
let title = ""; // of its event
const taps = []; // what can be undone: {counter, step}

const chosenEvent = () => events.find((event) => event.id === form.elements.event.value);
const openEvents = async () => (await store.reference(await store.owner(NAME)))?.events ?? [];
/** The tallies of this phone that can go on. */
const tallies = async () => (await store.records(await store.owner(NAME))).filter((one) => one.form === NAME && one.state !== "stopped");

export async function start() {
  events = await openEvents();
  // The tally to go on with: the one asked for, or the only one of an event that is still open.
  const isMeant = (one) => (asked ? one.id === asked : events.some((event) => event.id === one.answers.event));
  const open = (await tallies()).filter(isMeant);
  const before = open.length === 1 && (asked || events.length === 1) ? open[0] : null;
  wireCountries(question("countries"), before?.answers.countries);
  offer(form.elements.event, events, { answered: before?.answers.event });
  byId("begin").addEventListener("click", begin);
  byId("change").addEventListener("click", change);
  byId("undo").addEventListener("click", undo);
  form.addEventListener("submit", (event) => event.preventDefault());
  onClick(form, "[data-add]", tap);
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
  resume(same ?? { id: crypto.randomUUID(), answers: { event, door } });
}

function resume(tally) {
  id = tally.id;
  taps.length = 0;
  writeAll(form, tally.answers);
  form.elements.event.value = tally.answers.event;
  for (const one of counters) setCount(one, tally.answers[one.dataset.question] ?? 0);
  title = chosenEvent()?.title ?? tally.title;
  say(byId("tally"), { event: title, door: tally.answers.door ?? word("tally.no_door") });
  // Two phones at one door would count the same guests. The server counts this phone too, once it has sent.
  const { doors = [], phones = 0 } = chosenEvent() ?? {};
  const here = doors.find(({ name }) => name === form.elements.door.value)?.phones ?? (doors.length ? 0 : phones);
  const all = here + (tally.acknowledged ? 0 : 1);
  say(byId("same-door"), { title: word("tally.same_door", { n: all }) });
  reveal({ choose: false, tally: true, "tally-bar": true, "same-door": all >= 2 });
  draw();
}

function change() {
  id = null;
  for (const one of questionsOf(byId("tally"))) if (!one.matches(".counter")) writeAll(one.parentElement, {});
  choose();
}

function setCount(counter, number) {
  counter.querySelector("input").value = number;
  say(counter, { count: number });
}

function tap(button) {
  const counter = button.closest(".counter");
  const step = Math.min(Number(button.dataset.add), Number(counter.dataset.most) - counted(counter));
  if (step <= 0) return;
  navigator.vibrate?.(10);
  taps.push({ counter, step });
  add(counter, step);
}

function undo() {
  const last = taps.pop();
  if (last) add(last.counter, -last.step);
}

function add(counter, step) {
  setCount(counter, counted(counter) + step);
  draw();
  changed();
}

function draw() {
  const volunteers = counted(question("volunteers"));
  byId("total").textContent = counters.map(counted).reduce((a, b) => a + b, 0);
  byId("volunteers-of").textContent = volunteers ? word("tally.volunteers", { n: volunteers }) : "";
  const last = taps.at(-1);
  byId("undo").setAttribute("aria-disabled", !last);
  say(byId("undo"), { what: last ? word("tally.undo", { n: last.step, what: last.counter.dataset.name }) : word("tally.undo_nothing") });
}

function changed() {
  if (!id) return;
  unsavedWork(true);
  keep();
}

/** Taps while one is written are one write. */
const keep = oneAtATime(async () => {
  if (!id) return;
  const answers = readAll(form);
  for (const one of questionsOf(byId("tally"))) {
    const message = problem(one, answers);
    mark(one, message);
    if (message) delete answers[one.dataset.question];
  }
  try {
    await store.enqueue({ id, form: NAME, version: Number(version), answers, title, place: answers.door ?? null });
    unsavedWork(false);
  } catch {
    await status.checkHealth();
  }
});

/** Countries: frequent ones and `codes` as chips, every other one found by its Danish name. */
function wireCountries(picker, codes = []) {
  const part = (selector) => picker.querySelector(selector);
  const [chips, list, search] = [part("[data-chips]"), part("[data-list]"), part("input[type=search]")];
  const names = JSON.parse(part("[data-names]").textContent);

  const chip = (code) => {
    const input = element("input", { type: "checkbox", name: picker.dataset.question, value: code });
    return element("label", { className: "chip" }, input, names[code] ?? code);
  };
  const has = (code) => chips.querySelector(`[value="${code}"]`) !== null;

  const suggest = () => {
    const wanted = plain(search.value.trim());
    const startsWith = (code) => plain(names[code]).startsWith(wanted);
    const fits = wanted ? Object.keys(names).filter((code) => !has(code) && plain(names[code]).includes(wanted)) : [];
    const best = fits.sort((a, b) => Number(startsWith(b)) - Number(startsWith(a))).slice(0, MOST);
    list.replaceChildren(...best.map(chip));
    say(picker, { found: wanted ? word(best.length ? "countries.found" : "countries.none", { n: best.length }) : "" });
    const already = Object.keys(names).find((code) => has(code) && startsWith(code));
    if (wanted && best.length === 0) list.textContent = already ? word("countries.already", { name: names[already] }) : word("countries.none_named");
  };

  search.addEventListener("input", (event) => {
    event.stopPropagation(); // what is being looked for is no answer
    suggest();
  });
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  list.addEventListener("change", ({ target }) => {
    chips.append(target.closest("label"));
    search.value = "";
    suggest();
    search.focus();
  });
  chips.append(...codes.filter((code) => !has(code)).map(chip));
}
