/** Where the phone is. Asked for once, shown with its accuracy, never in the way of saving. */
import { write } from "../shared/answers.js";

const PATIENCE = 20_000; // ms until we stop looking for better
const GOOD = 12; // metres; better than this is not needed
const ROUGH = 100; // metres; from here on the place should be said too
const DENIED = 1; // GeolocationPositionError.PERMISSION_DENIED
const REFUSED = "feltbog-position-refused"; // somebody said no: not asked again by itself

/** Whether a position says too little by itself. */
export const isRough = (position) => position?.accuracy > ROUGH;

/** Six decimals are 11 cm; more would only look exact. */
export const degrees = (number) => Math.round(number * 1e6) / 1e6;

/** "8 meter", "3 km" */
const metres = (accuracy) =>
  accuracy < 1000 ? `${Math.max(1, Math.round(accuracy))} meter` : `${Math.round(accuracy / 1000)} km`;

const within = ({ accuracy }) => (accuracy === undefined ? "nøjagtighed ukendt" : `inden for ${metres(accuracy)}`);

/** What the person reads: [data-state, bold line, line below, the button's word]; `how` is what to do without a position. */
const SAID = {
  none: (how) => ["none", "Ingen position endnu", how, "Find position"],
  searching: () => ["none", "Finder positionen …", "Du kan roligt gå videre.", "Prøv igen"],
  found: (_how, position) => ["found", "Position fundet", within(position), "Find igen"],
  rough: (how, position) => ["rough", "Positionen er grov", `${within(position)}. ${how}`, "Find igen"],
  pointed: (_how, position) => ["found", "Vist på planen", within(position), ""],
  denied: (how) => ["none", "Feltbog må ikke se positionen", how, "Prøv igen"],
  unknown: (how) => ["none", "Ingen position lige nu", how, "Prøv igen"],
  absent: (how) => ["none", "Telefonen har ingen position", how, "Prøv igen"],
};

/** Whether the browser may be asked without a tap: it has said yes, or nobody has been asked yet. */
async function mayAskByItself() {
  const answer = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (answer?.state === "granted") return true;
  return answer?.state !== "denied" && localStorage.getItem(REFUSED) === null;
}

/**
 * Wire a point question. `onFound` is called after each better position.
 * → {begin, show, pointed, planIsThere, measured}
 */
export function place(question, onFound) {
  const box = question.querySelector(".position");
  const button = box.querySelector("[data-action=locate]");
  let watch = null;
  let best = null;
  let said = ["none"];
  let how = "Skriv stedet. Det er nok.";

  const say = (...words) => {
    said = words;
    const [state, head, detail, word] = SAID[said[0]](how, said[1]);
    box.dataset.state = state;
    box.querySelector("strong").textContent = head;
    box.querySelector("strong + span").textContent = detail;
    button.textContent = word;
    button.hidden = word === "";
  };
  const stop = () => {
    navigator.geolocation?.clearWatch(watch);
    watch = null;
  };
  const show = (position) => position && say(isRough(position) ? "rough" : "found", position);
  const found = ({ coords: { latitude, longitude, accuracy } }) => {
    localStorage.removeItem(REFUSED);
    if (watch === null || accuracy >= (best?.accuracy ?? Infinity)) return;
    best = { latitude: degrees(latitude), longitude: degrees(longitude), accuracy: Math.ceil(accuracy) };
    write(question, best);
    show(best);
    onFound();
    if (accuracy <= GOOD) stop();
  };
  const failed = ({ code }) => {
    if (code === DENIED) localStorage.setItem(REFUSED, "1");
    if (best) return;
    stop();
    say(code === DENIED ? "denied" : "unknown");
  };
  const find = () => {
    if (!navigator.geolocation) return say("absent");
    stop();
    best = null;
    say("searching");
    watch = navigator.geolocation.watchPosition(found, failed, { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 10_000 });
    setTimeout(stop, PATIENCE, watch);
  };

  button.addEventListener("click", find);
  return {
    show,
    /** Look for a position, unless somebody has said no. */
    begin: async () => ((await mayAskByItself()) ? find() : say("denied")),
    /** Somebody pointed at the place, and this follows: what the phone measures is no longer waited for. */
    pointed: (position) => {
      stop();
      write(question, position);
      say("pointed", position);
    },
    /** There is a plan to point at. */
    planIsThere: () => {
      how = "Vis eller skriv stedet.";
      say(...said);
    },
    /** The last position that this page was told. */
    measured: () => best,
  };
}
