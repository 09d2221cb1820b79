/** "Er det blevet bedre?": the points of earlier walks, nearest first where the phone may know; one tap is a record. */
import { byId, copyOf, element, onClick, redraw, reveal, say } from "../shared/dom.js";
import { danishDay, day } from "./times.js";
import { metres } from "./ground.js";
import { CATEGORIES } from "./icons.js";
import { icon, offer, photoWords, pointsOf } from "./rows.js";
import * as store from "./store.js";
import { word } from "./words.js";

const form = byId("form");
const list = byId("points");
const NAME = "recheck";
const NEAR = 100; // metres
const pictureOf = ({ category }) => CATEGORIES[category] ?? "map-pin";
const STATES = { waiting: "points.waiting", photos: "state.sent", sent: "state.sent", stopped: "state.stopped" };

let reference = null;
let wanted = null; // the walk that was asked for, or chosen
let here = null; // [latitude, longitude], where the phone has already been allowed to know it
let hasTapped = false;
let filter = "all";
let answered = new Set(); // points, when the filter was chosen: what is answered afterwards stays in view
let stored = Promise.resolve(); // one write at a time: two quick taps on one point are one record

const chosenWalk = () => reference?.walks.find(({ id }) => id === form.elements.walk.value);
const mine = async () => store.records(await store.owner(NAME));
const answersOn = (walk, records) => records.filter(({ form: of, answers }) => of === NAME && answers.walk === walk?.id);

export async function start() {
  const who = await store.owner(NAME);
  const last = await store.remembered(who);
  wanted = new URLSearchParams(location.search).get("walk") ?? (last.day === danishDay() ? last.answers.walk : null);
  form.elements.walk.addEventListener("change", ({ target }) => {
    wanted = target.value;
    draw();
  });
  onClick(byId("filters"), "[data-filter]", ({ dataset }) => choose(dataset.filter));
  onClick(list, "[data-outcome]", (button) => {
    const { point } = button.closest("[data-point]").dataset;
    hasTapped = true;
    stored = stored.then(() => keep(point, button.dataset.outcome));
  });
  store.subscribe(news);
  await news();
  findHere();
}

/** Walks and their points may come while the page is open already. */
async function news() {
  const ids = (from) => from?.walks.map(({ id }) => id).join();
  const before = ids(reference);
  reference = await store.reference(await store.owner(NAME));
  if (before === undefined || before !== ids(reference)) offer(form.elements.walk, reference?.walks ?? [], { known: wanted });
  await draw();
}

const SHOWN = {
  all: () => true,
  unseen: ({ id }) => !answered.has(id),
  near: (point) => distance(point) <= NEAR,
};

async function draw() {
  const walk = chosenWalk();
  const points = walk ? pointsOf(reference, walk) : [];
  points.sort((a, b) => distance(a) - distance(b) || 0); // the nearest first, then the others in the server's order
  const records = await mine();
  const answers = new Map(answersOn(walk, records).map((record) => [record.answers.point, record]));
  const shown = points.filter(SHOWN[filter]);
  redraw(list, shown.map((point) => rowOf(point, answers.get(point.id), records)), "point", "outcome");
  const seen = points.filter(({ id }) => answers.has(id)).length;
  byId("seen").textContent = seen ? word("points.seen", { n: seen, total: points.length }) : byId("seen").dataset.start;
  const isEmpty = points.length > 0 && shown.length === 0;
  reveal({ "no-points": points.length === 0, filters: points.length > 0, "none-shown": isEmpty });
  if (isEmpty) byId("none-shown").textContent = word(`points.${filter === "near" && !here ? "nowhere" : filter}`);
}

/** Show only some of the points. Who wants those near has asked for the position. */
async function choose(wish) {
  filter = wish;
  for (const button of byId("filters").children) button.setAttribute("aria-pressed", button.dataset.filter === filter);
  answered = new Set(answersOn(chosenWalk(), await mine()).map(({ answers }) => answers.point));
  await draw();
  if (filter === "near" && !here) look();
}

function rowOf(point, record, records) {
  const item = copyOf("point");
  const part = (selector) => item.querySelector(selector);
  item.dataset.point = point.id;
  // Its own photo where it was taken with this phone, and is still here.
  const small = records.find(({ id }) => id === point.id)?.photos?.find((one) => one.small)?.small;
  part(".record-picture").append(small ? element("img", { src: small, alt: "" }) : icon(pictureOf(point)));
  const away = distance(point);
  const far = away < 1000 ? word("points.metres", { n: 10 * Math.max(1, Math.round(away / 10)) }) : word("points.kilometres", { n: Math.round(away / 1000) });
  const place = [point.place, away < Infinity && word("points.away", { far }), word("points.when", { day: day(point.date) })].filter(Boolean).join(" · ");
  say(item, { title: point.title, place });
  part("[role=group]").setAttribute("aria-label", [point.title, point.place].filter(Boolean).join(", "));
  for (const button of item.querySelectorAll("[data-outcome]")) {
    button.setAttribute("aria-pressed", button.dataset.outcome === record?.answers.outcome);
  }
  part(".point-kept").hidden = !record;
  if (!record) return item;
  item.dataset.state = record.state;
  part("[data-state]").textContent = [word(STATES[record.state]), photoWords(record)].filter(Boolean).join(" · ");
  part("[data-more]").href = `/form/${NAME}?record=${record.id}`;
  return item;
}

/** Where the phone is: never asked for by itself. */
async function findHere() {
  const { state } = (await navigator.permissions?.query({ name: "geolocation" }).catch(() => null)) ?? {};
  if (state === "granted") look();
}

function look() {
  const found = ({ coords }) => {
    here = [coords.latitude, coords.longitude];
    if (!hasTapped || filter === "near") draw();
  };
  navigator.geolocation?.getCurrentPosition(found, () => {}, { maximumAge: 60_000, timeout: 10_000 });
}

/** Metres from here; infinitely many where either end is unknown. */
const distance = ({ position }) => (here && position ? metres(here, position) : Infinity);

async function keep(id, outcome) {
  const walk = chosenWalk();
  const point = reference.open_points.find((one) => one.id === id);
  const before = answersOn(walk, await mine()).find(({ answers }) => answers.point === id);
  if (before?.answers.outcome === outcome) return;
  const seen = { title: point.title, icon: pictureOf(point), place: point.place || null };
  const answers = { ...before?.answers, walk: walk.id, point: id, outcome };
  const version = Number(form.dataset.version);
  await store.enqueue({ id: before?.id ?? crypto.randomUUID(), form: NAME, version, answers, ...seen });
  navigator.vibrate?.(40);
  store.persist();
}
