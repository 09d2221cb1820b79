/** Where it is: the phone's position, a spot on the plan, the place in words. Any one of them is enough. */
import { read, write } from "../shared/answers.js";
import { byId, element, onClick } from "../shared/dom.js";
import { metres, spotOf } from "./ground.js";
import { planAddress } from "./session.js";
import { word } from "./words.js";

const PATIENCE = 20_000; // ms until we stop looking for better
const GOOD = 12; // metres; better than this is not needed
const ROUGH = 50; // metres; from here on the place should be pointed at or said too
const NEAR = 25; // metres; so near to a place with a name, the phone says the name
const DENIED = 1; // GeolocationPositionError.PERMISSION_DENIED
const REFUSED = "feltbog-position-refused"; // somebody said no: not asked again by itself
const MOST_CHIPS = 4;

const [point, plan, group] = ["[data-kind=point]", "[data-kind=plan]", ".where"].map((one) => byId("form").querySelector(one));
const part = (selector) => group.querySelector(selector);
let told = null; // {changed, found}: whom to call
let current = null; // the plan that the reference announces
let named = []; // places that the phone knows the name and the position of

/** Wire the questions. {changed: called when the person answers, found: when the phone finds itself} → {begin, show, …}, or null */
export function where(callbacks) {
  if (!point) return null;
  told = callbacks;
  onClick(group, "[data-action=locate]", () => (read(plan) ? unpoint() : find()));
  onClick(group, "[data-action=plan]", pointAt);
  const image = part(".plan-peek img");
  image.addEventListener("load", () => part(".plan-peek").style.setProperty("--ratio", image.naturalHeight / image.naturalWidth));
  return { begin, show: draw, offer, isRough: ({ position, plan: spot, place }) => isRough(position) && !spot && !place };
}

/** The reference has come: its plan, and places to suggest; `used` were written on this phone, the newest first. */
function offer({ plan: announced = null, places = [], open_points: points = [] }, used) {
  current = announced;
  named = points.filter(({ place, position }) => place && position);
  suggest([...new Set(used)], places);
  draw();
}

// The position: asked for once, shown with its accuracy, never in the way of saving.
let watch = null;
let patience = null; // the timer of this search
let best = null; // of this search
let search = "none"; // what became of it: also searching, denied, unknown, absent

/** Whether a position says too little by itself. */
const isRough = (position) => position?.accuracy > ROUGH;
/** Six decimals are 11 cm; more would only look exact. */
const degrees = (number) => Math.round(number * 1e6) / 1e6;

/** "inden for 8 meter", "inden for 3 km" */
function within({ accuracy }) {
  if (accuracy === undefined) return word("place.within_unknown");
  const isNear = accuracy < 1000;
  return word(isNear ? "place.within" : "place.within_km", { n: isNear ? Math.max(1, Math.round(accuracy)) : Math.round(accuracy / 1000) });
}

/** The nearest place with a name, where one is near. */
function nameOf({ latitude, longitude }) {
  const found = named.map(({ place, position }) => ({ place, away: metres([latitude, longitude], position) }));
  return found.filter(({ away }) => away <= NEAR).sort((one, other) => one.away - other.away)[0]?.place;
}

/** On a pinned plan a position is put right there. */
const again = () => (current?.position ? null : "find_again");

/** What the person reads: the bold line, the line below, the button's word. */
const SAID = {
  searching: () => [word("place.searching"), word("place.searching.how"), null],
  found: (position) => {
    const place = nameOf(position);
    const line = place ? word("place.found_within", { within: within(position) }) : within(position);
    return [place ? word("place.near", { place }) : word("place.found"), line, again()];
  },
  rough: (position) => [word("place.rough", { within: within(position) }), word(current ? "place.repoint" : "place.write_too"), again()],
  pointed: (position) => [word("place.pointed"), position && current?.position ? within(position) : word("place.enough"), "remove"],
};
const nowhere = () => [word(`place.${search}`), word(current ? "place.point_it" : "place.write"), search === "none" ? "find" : "try_again"];

/** Show how things stand: what was pointed at goes before what was measured. */
function draw() {
  const [spot, position] = [read(plan), read(point)];
  const measured = isRough(position) ? "rough" : "found";
  const state = spot ? "pointed" : search === "searching" && !best ? search : position ? measured : search;
  group.dataset.state = state;
  const [bold, line, act] = (SAID[state] ?? nowhere)(position);
  [part(".position-state strong").textContent, part(".position-state strong + span").textContent] = [bold, line];
  Object.assign(part("[data-action=locate]"), { textContent: act ? word(`place.${act}`) : "", hidden: act === null });
  part(".in-words .optional").hidden = !spot && !position;
  drawPlan(spot, position, state);
  offerFirst(state);
}

/** Where neither is a position nor a plan, the words come first. Never under a person who writes. */
function offerFirst(state) {
  const words = part(".in-words");
  const areFirst = !current && ["none", "denied", "unknown", "absent"].includes(state);
  if (areFirst === (words === group.firstElementChild) || words.contains(document.activeElement)) return;
  if (areFirst) group.prepend(words);
  else group.append(words);
}

/** The plan with the spot, or with the circle that the phone is in; while that is looked for the same room, so that nothing moves. */
function drawPlan(spot, position, state) {
  const id = spot?.plan ?? current?.id;
  const isMeasured = Boolean(current?.position) && ["searching", "found", "rough"].includes(state);
  const at = spot ?? (isMeasured && position && state !== "searching" ? onPlan(position) : null);
  part(".plan-peek").hidden = !spot && !isMeasured;
  part(".plan-peek .plan-mark").hidden = !spot;
  part(".plan-peek .plan-here").hidden = Boolean(spot) || !at;
  part("[data-action=plan]").hidden = !id;
  part("[data-action=plan] span").textContent = word(at ? "place.repoint" : "place.point");
  if (part(".plan-peek").hidden) return;
  const image = part(".plan-peek img");
  if (!image.src.endsWith(planAddress(id))) image.src = planAddress(id);
  const { x, y, size } = { x: 0.5, y: 0.5, size: 0, ...at };
  for (const [name, value] of Object.entries({ x, y, size })) part(".plan-peek").style.setProperty(`--${name}`, value);
}

/** Where a position lies on the pinned plan; null beside it. */
function onPlan(position) {
  const at = spotOf(position, current.position);
  return Math.min(at.x, at.y) >= 0 && Math.max(at.x, at.y) <= 1 ? at : null;
}

/** Look for a position without a tap, where the browser has said yes, or nobody has been asked yet. */
async function begin() {
  const answer = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  const isRefused = answer?.state === "denied" || localStorage.getItem(REFUSED) !== null;
  return isRefused && answer?.state !== "granted" ? came("denied") : find();
}

/** What became of the search. */
function came(of) {
  search = of;
  draw();
}

function find() {
  if (!navigator.geolocation) return came("absent");
  stop();
  best = null;
  came("searching");
  watch = navigator.geolocation.watchPosition(found, failed, { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 10_000 });
  patience = setTimeout(() => (best ? stop() : came("unknown")), PATIENCE); // a late yes still counts
}

function stop() {
  clearTimeout(patience);
  navigator.geolocation?.clearWatch(watch);
  watch = null;
}

function found({ coords: { latitude, longitude, accuracy } }) {
  localStorage.removeItem(REFUSED);
  if (watch === null || accuracy >= (best?.accuracy ?? Infinity)) return;
  best = { latitude: degrees(latitude), longitude: degrees(longitude), accuracy: Math.ceil(accuracy) };
  write(point, best);
  draw();
  told.found();
  if (accuracy <= GOOD) stop();
}

function failed({ code }) {
  if (code === DENIED) localStorage.setItem(REFUSED, "1");
  if (best) return;
  stop();
  came(code === DENIED ? "denied" : "unknown");
}

async function pointAt() {
  const before = read(plan);
  const id = current?.id ?? before?.plan;
  const { choose } = await import("./site-plan.js");
  const spot = await choose(plan.querySelector("dialog"), {
    picture: planAddress(id),
    spot: before?.plan === id ? before : null,
    here: isRough(best) ? null : best,
    position: current?.position,
  });
  if (!spot) return;
  write(plan, { plan: id, ...spot });
  // What the pins make of the spot, where the plan has any: what the phone measures is no longer waited for.
  if (current?.position) {
    stop();
    const of = ([from, across, down]) => degrees(from + spot.x * across + spot.y * down);
    const { latitude, longitude, accuracy } = current.position;
    write(point, { latitude: of(latitude), longitude: of(longitude), accuracy });
  }
  draw();
  told.changed();
}

/** Take the spot back, and the position that came with it. */
function unpoint() {
  write(plan, undefined);
  if (current?.position) write(point, undefined);
  draw();
  told.changed();
  begin();
}

/** Places used before as chips below the text, all that are known while the person writes; anything else may be written. */
function suggest(used, places) {
  const words = part(".in-words");
  const input = words.querySelector("input");
  const known = [...new Set([...used, ...places])].map((name) => new Option(name, name));
  const list = element("datalist", { id: `${input.id}-places` }, ...known);
  const onclick = ({ target }) => {
    input.value = target.textContent;
    told.changed();
  };
  const onmousedown = (event) => event.preventDefault(); // the text keeps the focus, and with it the chips stay
  const chips = used.slice(0, MOST_CHIPS).map((name) => element("button", { type: "button", className: "button", onclick, onmousedown }, name));
  for (const before of words.querySelectorAll("datalist, .used-places")) before.remove();
  input.after(list, element("div", { className: "used-places" }, ...chips));
  input.setAttribute("list", list.id);
}
