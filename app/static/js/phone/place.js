/** Where it is: the phone's position, a spot on the plan, the place in words. Any one of them is enough. */
import { read, write } from "../shared/answers.js";
import { byId, element, onClick } from "../shared/dom.js";
import { planAddress } from "./session.js";
import { word } from "./words.js";

const PATIENCE = 20_000; // ms until we stop looking for better
const GOOD = 12; // metres; better than this is not needed
const ROUGH = 100; // metres; from here on the place should be said too
const DENIED = 1; // GeolocationPositionError.PERMISSION_DENIED
const REFUSED = "feltbog-position-refused"; // somebody said no: not asked again by itself
const MOST_CHIPS = 4;

const [point, plan, words] = ["[data-kind=point]", "[data-kind=plan]", "[data-required-without]"].map((one) => byId("form").querySelector(one));
const peek = plan?.querySelector(".plan-shown img");
let told = null; // {changed, found}: whom to call
let current = null; // the plan that the reference announces

/** Wire the questions. {changed: called when the person answers, found: when the phone finds itself} → {begin, show, …}, or null */
export function where(callbacks) {
  if (!point) return null;
  told = callbacks;
  point.querySelector("[data-action=locate]").addEventListener("click", find);
  onClick(plan, "[data-action=plan]", pointAt);
  onClick(plan, "[data-action=unplan]", unpoint);
  peek.addEventListener("load", () => peek.closest(".plan-shown").style.setProperty("--ratio", peek.naturalHeight / peek.naturalWidth));
  return { begin, show, offer, isRough: ({ position, plan: spot, place }) => isRough(position) && !spot && !place };
}

function show(answers) {
  if (answers.plan && answers.position) follow(answers.position);
  else showPosition(answers.position);
  showSpot();
}

/** The reference has come: its plan, and places to suggest; `used` were written on this phone, the newest first. */
function offer({ plan: announced = null, places = [] }, used) {
  current = announced;
  if (current) {
    how = "place.write_or_point";
    say(...said);
    if (!current.position) showPosition(read(point)); // measured, whatever was pointed at
  }
  showSpot();
  suggest([...new Set(used)], places);
}

// The position: asked for once, shown with its accuracy, never in the way of saving.
let watch = null;
let best = null;
let said = ["none"];
let how = "place.write"; // without a position

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

/** What the person reads: [data-state, line below, the button's word], under a bold line of its own. */
const SAID = {
  none: () => ["none", word(how), "find"],
  searching: () => ["none", word("place.searching.how"), "try_again"],
  found: (position) => ["found", within(position), "find_again"],
  rough: (position) => ["rough", word("place.rough.how", { within: within(position), how: word(how) }), "find_again"],
  pointed: (position) => ["found", within(position), null],
  denied: () => ["none", word(how), "try_again"],
  unknown: () => ["none", word(how), "try_again"],
  absent: () => ["none", word(how), "try_again"],
};

function say(...what) {
  said = what;
  const [state, detail, act] = SAID[said[0]](said[1]);
  const box = point.querySelector(".position");
  box.dataset.state = state;
  box.querySelector("strong").textContent = word(`place.${said[0]}`);
  box.querySelector("strong + span").textContent = detail;
  Object.assign(box.querySelector("[data-action=locate]"), { textContent: act ? word(`place.${act}`) : "", hidden: act === null });
}

function showPosition(position) {
  if (position) say(isRough(position) ? "rough" : "found", position);
}

/** Look for a position without a tap, where the browser has said yes, or nobody has been asked yet. */
async function begin() {
  const answer = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  const isRefused = answer?.state === "denied" || localStorage.getItem(REFUSED) !== null;
  return isRefused && answer?.state !== "granted" ? say("denied") : find();
}

function find() {
  if (!navigator.geolocation) return say("absent");
  stop();
  best = null;
  say("searching");
  watch = navigator.geolocation.watchPosition(found, failed, { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 10_000 });
  setTimeout(stop, PATIENCE);
}

function stop() {
  navigator.geolocation?.clearWatch(watch);
  watch = null;
}

function found({ coords: { latitude, longitude, accuracy } }) {
  localStorage.removeItem(REFUSED);
  if (watch === null || accuracy >= (best?.accuracy ?? Infinity)) return;
  best = { latitude: degrees(latitude), longitude: degrees(longitude), accuracy: Math.ceil(accuracy) };
  write(point, best);
  showPosition(best);
  told.found();
  if (accuracy <= GOOD) stop();
}

function failed({ code }) {
  if (code === DENIED) localStorage.setItem(REFUSED, "1");
  if (best) return;
  stop();
  say(code === DENIED ? "denied" : "unknown");
}

/** Somebody pointed at the place, and this follows: what the phone measures is no longer waited for. */
function follow(position) {
  stop();
  write(point, position);
  say("pointed", position);
}

function showSpot() {
  const spot = read(plan);
  const shown = peek.closest(".plan-shown");
  plan.toggleAttribute("data-there", Boolean(current ?? spot));
  shown.hidden = !spot;
  plan.querySelector(".plan-open").hidden = Boolean(spot);
  if (!spot) return;
  if (!peek.src.endsWith(planAddress(spot.plan))) peek.src = planAddress(spot.plan);
  for (const part of ["x", "y"]) shown.style.setProperty(`--${part}`, spot[part]);
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
  // What the pins make of the spot, where the plan has any.
  if (current?.position) {
    const of = ([from, across, down]) => degrees(from + spot.x * across + spot.y * down);
    const { latitude, longitude, accuracy } = current.position;
    follow({ latitude: of(latitude), longitude: of(longitude), accuracy });
  }
  showSpot();
  told.changed();
}

/** Take the spot back, and the position that came with it. */
function unpoint() {
  if (read(plan)) {
    write(plan, undefined);
    if (current?.position) write(point, undefined);
    showSpot();
    told.changed();
  }
  begin();
}

/** Places used before as chips below the text, all that are known while the person writes; anything else may be written. */
function suggest(used, places) {
  const input = words.querySelector("input");
  const known = [...new Set([...used, ...places])].map((name) => new Option(name, name));
  const list = element("datalist", { id: `${input.id}-places` }, ...known);
  const onclick = ({ target }) => {
    input.value = target.textContent;
    told.changed();
  };
  const chips = used.slice(0, MOST_CHIPS).map((name) => element("button", { type: "button", className: "button", onclick }, name));
  for (const before of words.querySelectorAll("datalist, .used-places")) before.remove();
  input.after(list, element("div", { className: "used-places" }, ...chips));
  input.setAttribute("list", list.id);
}
