/** Wires a page of the shell together; what it does is in the modules. */
import "./older-browsers.js";
import { openEarly } from "./database.js";
import * as preparing from "./photo-prepare.js";
import * as status from "./status.js";
import * as sync from "./sync.js";
import * as update from "./update-notice.js";

const PAGES = {
  home: () => import("./home.js"),
  form: () => (document.body.dataset.form === "attendance" ? import("./tally.js") : import("./capture.js")),
  queue: () => import("./queue.js"),
  points: () => import("./points.js"),
  walk: () => import("./walk.js"),
  offline: () => import("./offline.js"),
};

const root = document.documentElement;
root.dataset.runs = ""; // the page's own check need not wait any more for a script that does not come
openEarly();

/** Handlers are attached then, and the draft is back. */
async function open(page) {
  await page.start?.();
  document.body.dataset.ready = "";
}

/** What the person came for goes first; then it is said how things stand, and what waits is sent. */
async function start() {
  // The page has said what this browser lacks; what can be sent all the same, is.
  const opened = root.dataset.lacks === undefined
    ? PAGES[document.body.dataset.page]().then(open, () => dispatchEvent(new Event("feltbog-broken")))
    : Promise.resolve();
  await opened.catch(() => {}); // where nothing can be kept, the status says why
  const health = await status.start();
  if (health.ok || health.reason === "lost") {
    await opened;
    sync.start();
    preparing.start();
  } else document.body.dataset.blocked = ""; // nothing can be kept, so nothing is asked
  update.start();
}

start();
