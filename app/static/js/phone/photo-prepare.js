/** Makes pictures ready that lie on the phone as they came: one at a time on the whole phone, and none for long. */
import { oneAtATime } from "../shared/dom.js";
import { subscribe } from "./database.js";
import { inTime, shrink } from "./photo-shrink.js";
import { beginTry, endTries, nextOriginal } from "./photo-store.js";

const LOCK = "feltbog-photo";
const FROZEN = 60_000; // ms: a tab that holds the lock for so long does nothing with it
const BROKEN_OFF = "feltbog-photo-broken-off"; // in localStorage: the picture whose page was left in the middle of it

const UNSEEN = 30_000; // ms: nobody waits, and an old phone needs them

let current = null;
const underWay = new Map(); // by id, what this page is still at, however late

/**
 * One try. Where it takes longer than `patience` (ms; ten seconds), it throws a "LateError", and what comes of it later is kept all
 * the same: the next try on this page waits for that, because two at once would be slower. A "PictureError" says why it cannot be.
 * Else the picture is ready now, or is not there any more.
 */
export const prepare = (id, patience) =>
  alone(async () => {
    const goesOn = wasBrokenOff(id);
    current = id;
    try {
      const original = await beginTry(id, goesOn);
      if (!original) return;
      await inTime(underWay.get(id) ?? make(id, original), patience);
    } finally {
      current = null;
    }
  });

function make(id, { data, name, type }) {
  const made = shrink(new File([data], name, { type })).then((ready) => endTries(id, ready)).finally(() => underWay.delete(id));
  underWay.set(id, made);
  return made;
}

/** Only a page that dies of it has used up a try. */
function wasBrokenOff(id) {
  const known = localStorage.getItem(BROKEN_OFF);
  localStorage.removeItem(BROKEN_OFF);
  return known === id;
}

addEventListener("pagehide", () => current && localStorage.setItem(BROKEN_OFF, current));

async function alone(work) {
  let isMine = false;
  const mine = () => {
    isMine = true;
    return work();
  };
  try {
    return await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(FROZEN) }, mine);
  } catch (error) {
    if (isMine || error.name !== "TimeoutError") throw error;
    return navigator.locks.request(LOCK, { steal: true }, mine);
  }
}

/** Whatever page is open goes on with what records wait for. */
export function start() {
  subscribe(goOn);
  goOn();
}

const goOn = oneAtATime(async () => {
  for (let id; (id = await nextOriginal()); ) {
    const error = await prepare(id, UNSEEN).catch((caught) => caught);
    // Anything else is not about the picture: the next page or news goes on.
    if (error && !["LateError", "PictureError"].includes(error.name)) return;
  }
});
