/** Where the phone is. Asked for once, shown with its accuracy, never in the way of saving. */
import { write } from "./answers.js";

const PATIENCE = 20_000; // ms until we stop looking for better
const GOOD = 12; // metres; better than this is not needed
const ROUGH = 100; // metres; from here on the place should be written too
const DENIED = 1; // GeolocationPositionError.PERMISSION_DENIED

/** "8 meter", "3 km" */
const metres = (accuracy) =>
  accuracy < 1000 ? `${Math.max(1, Math.round(accuracy))} meter` : `${Math.round(accuracy / 1000)} km`;

/** What the person reads: [state, bold line, line below]. */
function describe(accuracy) {
  if (accuracy === undefined || accuracy === null) return ["found", "Position fundet", "nøjagtighed ukendt"];
  if (accuracy > ROUGH) return ["rough", "Positionen er grov", `inden for ${metres(accuracy)}. Skriv også stedet.`];
  return ["found", "Position fundet", `inden for ${metres(accuracy)}`];
}

const FAILURES = {
  denied: ["none", "Feltbog må ikke se positionen", "Skriv stedet herunder. Det er nok."],
  unknown: ["none", "Ingen position lige nu", "Skriv stedet, eller prøv igen."],
  absent: ["none", "Telefonen har ingen position", "Skriv stedet herunder. Det er nok."],
  searching: ["none", "Finder positionen …", "Du kan roligt gå videre."],
};

/**
 * Wire a point question. `onFound` is called after each better position.
 * → {find, show}: look for a position; show the answer that is there.
 */
export function place(question, onFound) {
  const box = question.querySelector(".position");
  const button = box.querySelector("[data-action=locate]");
  let watch = null;
  let best = Infinity;

  const say = ([state, head, detail], word) => {
    box.dataset.state = state;
    box.querySelector("strong").textContent = head;
    box.querySelector("strong + span").textContent = detail;
    button.textContent = word;
  };
  const stop = () => {
    navigator.geolocation?.clearWatch(watch);
    watch = null;
  };
  const found = ({ coords: { latitude, longitude, accuracy } }) => {
    if (accuracy >= best) return;
    best = accuracy;
    const rounded = Math.ceil(accuracy);
    write(question, { latitude: round(latitude), longitude: round(longitude), accuracy: rounded });
    say(describe(rounded), "Find igen");
    onFound();
    if (accuracy <= GOOD) stop();
  };
  const failed = ({ code }) => {
    if (best < Infinity) return;
    stop();
    say(code === DENIED ? FAILURES.denied : FAILURES.unknown, "Prøv igen");
  };
  const find = () => {
    if (!navigator.geolocation) return say(FAILURES.absent, "Prøv igen");
    stop();
    best = Infinity;
    say(FAILURES.searching, "Prøv igen");
    watch = navigator.geolocation.watchPosition(found, failed, { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 10_000 });
    setTimeout(stop, PATIENCE);
  };

  button.addEventListener("click", find);
  return { find, show: (answer) => answer && say(describe(answer.accuracy), "Find igen") };
}

/** Six decimals are 11 cm; more would only look exact. */
const round = (degrees) => Math.round(degrees * 1e6) / 1e6;

/** Offer the estate's places while the person writes one; anything else may be written too. */
export function suggestPlaces(input, places) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-places`;
  list.append(...places.map((name) => new Option(name, name)));
  input.after(list);
  input.setAttribute("list", list.id);
}
