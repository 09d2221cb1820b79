/** Brings a new version in when nobody is in the middle of something: unsaved work holds a shared lock, which the update needs alone. */

const LOCK = "feltbog-unsaved";
const RELEASE_LOCK = "feltbog-release-"; // also in sw.js
const HOUR = 3_600_000;

let finish = null; // lets go of the lock of unsaved work

// From the first moment on: another tab may apply an update while this page is still starting.
if ("serviceWorker" in navigator) {
  let hasWorker = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hasWorker) location.reload();
    hasWorker = true; // the first one, on a first visit, replaces nothing
  });
  // Held as long as the page lives: tells the worker which release's files are still needed.
  navigator.locks.request(RELEASE_LOCK + document.documentElement.dataset.release, { mode: "shared" }, () => new Promise(() => {}));
}

/** Start the offline worker, and call `onReady` once a new version waits to be applied. */
export async function watchForUpdate(onReady) {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  const announce = () => registration.waiting && navigator.serviceWorker.controller && onReady();
  registration.addEventListener("updatefound", () => registration.installing.addEventListener("statechange", announce));
  announce();
  navigator.serviceWorker.controller?.postMessage("page started");
  setInterval(() => registration.update().catch(() => {}), HOUR);
}

/** Let the waiting version take over; every page then reloads itself. → false when one, perhaps in another tab, has unsaved work */
export function applyUpdate() {
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    const registration = await navigator.serviceWorker.getRegistration();
    // A busy phone may stop a worker before it has read its message: say it until this page is reloaded.
    while (registration?.waiting) {
      registration.waiting.postMessage("take over");
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
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
