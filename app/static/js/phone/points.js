/** "Er det blevet bedre?": the points of earlier walks, nearest first where the phone may know; one tap is a record. */
import { danishDay, day } from "../shared/words.js";
import { offer, pointsOf } from "./activities.js";
import { CATEGORIES } from "./icons.js";
import { icon, photoWords } from "./record-rows.js";
import * as store from "./store.js";

const byId = (id) => document.getElementById(id);
const form = byId("form");
const list = byId("points");
const NAME = "recheck";
const STATES = { waiting: "Gemt på telefonen", photos: "Sendt", sent: "Sendt", stopped: "Stoppet" };

let reference = null;
let wanted = null; // the walk that was asked for, or chosen
let here = null; // {latitude, longitude}, where the phone has already been allowed to know it
let hasTapped = false;

export async function start() {
  const who = await store.owner(NAME);
  reference = await store.reference(who);
  const last = await store.remembered(who);
  wanted = new URLSearchParams(location.search).get("walk") ?? (last.day === danishDay() ? last.answers.walk : null);
  showWalks();
  form.elements.walk.addEventListener("change", chose);
  list.addEventListener("click", tapped);
  store.subscribe(news);
  await draw();
  findHere();
}

function showWalks() {
  const select = form.elements.walk;
  const walks = reference?.walks ?? [];
  select.replaceChildren(select.options[0]);
  offer(select, walks, { known: wanted });
  form.querySelector(".select-question").classList.toggle("open", walks.length > 1);
}

/** Walks and their points may come while the page is open already. */
async function news() {
  const before = reference;
  reference = await store.reference(await store.owner(NAME));
  const ids = (from) => from?.walks.map(({ id }) => id).join();
  if (ids(before) !== ids(reference)) showWalks();
  await draw();
}

function chose() {
  wanted = form.elements.walk.value;
  return draw();
}

/* What there is to see */

const chosenWalk = () => reference?.walks.find(({ id }) => id === form.elements.walk.value);

async function draw() {
  const walk = chosenWalk();
  const points = walk ? nearestFirst(pointsOf(reference, walk)) : [];
  const mine = new Map((await mineOn(walk)).map((record) => [record.answers.point, record]));
  const focused = document.activeElement?.closest("[data-outcome]");
  const where = focused && [focused.closest("[data-point]").dataset.point, focused.dataset.outcome];
  list.replaceChildren(...points.map((point) => rowOf(point, mine.get(point.id))));
  if (where) list.querySelector(`[data-point="${where[0]}"] [data-outcome="${where[1]}"]`)?.focus({ preventScroll: true });
  const seen = points.filter(({ id }) => mine.has(id)).length;
  byId("seen").textContent = seen ? `Set på ${seen} af ${points.length}` : byId("seen").dataset.start;
  byId("no-points").hidden = points.length > 0;
}

const mineOn = async (walk) =>
  (await store.records(await store.owner(NAME))).filter(({ form: of, answers }) => of === NAME && answers.walk === walk?.id);

function rowOf(point, record) {
  const item = byId("point").content.firstElementChild.cloneNode(true);
  const part = (selector) => item.querySelector(selector);
  item.dataset.point = point.id;
  part(".record-picture").append(icon(pictureOf(point)));
  part("[data-title]").textContent = point.title;
  part("[data-place]").textContent = [point.place, awayFrom(point), `set ${day(point.date)}`].filter(Boolean).join(" · ");
  part("[role=group]").setAttribute("aria-label", [point.title, point.place].filter(Boolean).join(", "));
  for (const button of item.querySelectorAll("[data-outcome]")) {
    button.setAttribute("aria-pressed", button.dataset.outcome === record?.answers.outcome);
  }
  part(".point-kept").hidden = !record;
  if (!record) return item;
  item.dataset.state = record.state;
  part("[data-state]").textContent = [STATES[record.state], photoWords(record)].filter(Boolean).join(" · ");
  part("[data-more]").href = `/form/${NAME}?record=${record.id}`;
  return item;
}

/** The name of the category's picture. */
const pictureOf = ({ category }) => CATEGORIES[category] ?? "map-pin";

/* Where the phone is: never asked for here */

async function findHere() {
  const { state } = (await navigator.permissions?.query({ name: "geolocation" }).catch(() => null)) ?? {};
  if (state !== "granted") return;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      here = coords;
      if (!hasTapped) draw();
    },
    () => {},
    { maximumAge: 60_000, timeout: 10_000 },
  );
}

const RADIUS = 6_371_000; // metres
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres from here, well enough for an estate; null where either end is unknown. */
function distance({ position }) {
  if (!here || !position) return null;
  const north = radians(position[0] - here.latitude);
  const east = radians(position[1] - here.longitude) * Math.cos(radians(here.latitude));
  return RADIUS * Math.hypot(north, east);
}

function awayFrom(point) {
  const away = distance(point);
  if (away === null) return null;
  return away < 1000 ? `ca. ${10 * Math.max(1, Math.round(away / 10))} meter herfra` : `ca. ${Math.round(away / 1000)} km herfra`;
}

/** Those whose place is known by how far they are, then the others in the server's order. */
function nearestFirst(points) {
  const known = points.filter((point) => distance(point) !== null).sort((a, b) => distance(a) - distance(b));
  return [...known, ...points.filter((point) => distance(point) === null)];
}

/* One tap */

let stored = Promise.resolve();

/** One write at a time: two quick taps on one point are one record. */
function tapped({ target }) {
  const button = target.closest("[data-outcome]");
  if (!button) return;
  const { point: id } = button.closest("[data-point]").dataset;
  hasTapped = true;
  stored = stored.then(() => say(id, button.dataset.outcome));
}

async function say(id, outcome) {
  const walk = chosenWalk();
  const point = reference.open_points.find((one) => one.id === id);
  const before = (await mineOn(walk)).find(({ answers }) => answers.point === id);
  if (before?.answers.outcome === outcome) return;
  await store.enqueue({
    id: before?.id ?? crypto.randomUUID(),
    form: NAME,
    version: Number(form.dataset.version),
    answers: { ...before?.answers, walk: walk.id, point: id, outcome },
    title: point.title,
    icon: pictureOf(point),
    place: point.place || null,
  });
  navigator.vibrate?.(40);
  store.persist();
}
