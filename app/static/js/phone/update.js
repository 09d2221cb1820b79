/** Brings a new release in when nobody is in the middle of something, and knows whether this phone holds a whole one. */
import "./older-browsers.js";
import { oneAtATime } from "../shared/dom.js";

const LOCK = "feltbog-unsaved"; // of whoever has unsaved work, shared; an update needs it alone
const RELOADED = "feltbog-reloaded"; // in sessionStorage, with two releases: this tab has been loaded anew between them
const RELEASE = document.documentElement.dataset.release;
const HOUR = 3_600_000;
const ANSWER = 5_000; // ms: a worker of a release before this one says nothing
const AGAIN = 1_000; // ms

const workers = navigator.serviceWorker; // browsers have none in some private windows
const listeners = new Set();
let finish = null; // lets go of the lock of unsaved work
let isOffline = workers ? null : false;
let state = null;

/** Whether Feltbog opens here without a network: true once its worker holds a whole release, false where it cannot; null before that is known. */
export const offlineReady = () => isOffline;
/** → null; "ready": a new release waits to be let in; "stuck": this page stays with the old one until Feltbog is closed */
export const updateState = () => state;
/** `listener()` is called when what these two say has changed. */
export const subscribe = (listener) => listeners.add(listener);

function show(now) {
  ({ isOffline = isOffline, state = state } = now);
  listeners.forEach((listener) => listener());
}

/** What a worker says of itself, {release, isWhole}; null where it says nothing. It may say more later: `hear`. */
function ask(worker, question, { hear = () => {}, patience = ANSWER } = {}) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    setTimeout(resolve, patience, null);
    port1.onmessage = ({ data }) => {
      resolve(data);
      hear(data);
    };
    worker.postMessage(question, [port2]);
  });
}

/** Does this page belong to the release that answers it? No event that it may have missed is needed for that. */
const look = oneAtATime(async () => {
  const { active, waiting } = (await workers.getRegistration().catch(() => null)) ?? {};
  const answer = active && (await ask(active, { page: RELEASE }, { hear: ({ isWhole }) => show({ isOffline: isWhole }) }));
  if (!active || answer?.release === RELEASE) return;
  const mine = waiting && (await ask(waiting, "which release"));
  if (finish) return; // unsaved work stays as it is, and it is looked again later
  if (mine?.release === RELEASE) await applyUpdate();
  else if (answer) changeTo(answer.release);
});

/** Load the page anew, once for each pair of releases: whatever else brought the old one back would do so for ever. */
function changeTo(release) {
  const pair = `${RELOADED} ${RELEASE} ${release}`;
  try {
    if (sessionStorage.getItem(pair)) return show({ state: "stuck" });
    sessionStorage.setItem(pair, "1");
  } catch {
    return show({ state: "stuck" }); // it cannot be remembered
  }
  return location.reload();
}

// From the first moment on: another tab may let an update in while this page is still starting.
if (workers && RELEASE) {
  look();
  workers.addEventListener("controllerchange", look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}

/** Start the offline worker, and look out for new releases. */
export async function start() {
  const registration = await workers?.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => null);
  if (!registration) return show({ isOffline: isOffline ?? false });
  const follow = () => {
    const { installing, waiting, active } = registration;
    if (!installing && !waiting && !active) show({ isOffline: false });
    if (waiting && active && state === null) show({ state: "ready" });
  };
  const followInstalling = () => registration.installing?.addEventListener("statechange", follow);
  registration.addEventListener("updatefound", followInstalling);
  followInstalling();
  follow();
  return setInterval(() => registration.update().catch(() => {}), HOUR);
}

/** Chromium looks for a waiting worker at its first word only, and whenever something begins to load here: any script that is kept will do. */
function remind() {
  const begun = new Worker(`/static/${RELEASE}/phone/easy-danish.js`);
  begun.addEventListener("error", (event) => event.preventDefault()); // it is no script for a worker, and ends at once
  setTimeout(() => begun.terminate(), AGAIN);
}

/** Let the waiting release take over; every page then loads itself anew. → false when one, perhaps in another tab, has unsaved work */
export function applyUpdate() {
  if (finish) return false;
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    const registration = await workers.getRegistration();
    // A busy phone may stop a worker before it has read its message: say it until the waiting one is no more.
    for (let time = 0, next = 0; registration?.waiting; time += 1) {
      // To the other one ever more seldom: messages keep a worker busy too, and a busy one is not replaced.
      if (time === next && registration.active) {
        await ask(registration.active, "give way", { patience: AGAIN });
        next = 2 * next + 4;
      }
      if (time > 0) remind();
      registration.waiting?.postMessage("take over");
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
    look();
    return true;
  });
}

/** Say whether this page has unsaved work: an open draft, a tally that goes on. */
export function unsavedWork(isUnsaved) {
  if (!isUnsaved) {
    finish?.();
    finish = null;
  } else if (!finish) {
    const finished = new Promise((resolve) => (finish = resolve));
    navigator.locks.request(LOCK, { mode: "shared" }, () => finished);
  }
}
