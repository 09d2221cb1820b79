/** Wires a page of the shell together; what it does is in the modules. */
import { byId, reveal } from "../shared/dom.js";
import { openEarly } from "./database.js";
import * as status from "./status.js";
import * as sync from "./sync.js";
import { applyUpdate, watchForUpdate } from "./update.js";
import { word } from "./words.js";

const PAGES = {
  home: () => import("./home.js"),
  form: () => (document.body.dataset.form === "attendance" ? import("./tally.js") : import("./capture.js")),
  queue: () => import("./queue.js"),
  points: () => import("./points.js"),
  walk: () => import("./walk.js"),
  offline: () => import("./offline.js"),
};

openEarly();

/** What the person came for goes first; then it is said how things stand, and what waits is sent. */
async function start() {
  const opened = PAGES[document.body.dataset.page]().then(async (page) => {
    await page.start?.();
    document.body.dataset.ready = ""; // handlers are attached, the draft is back
  });
  await opened.catch(() => {}); // where nothing can be kept, the status says why
  const health = await status.start();
  if (health.ok || health.reason === "lost") {
    await opened;
    sync.start();
  } else document.body.dataset.blocked = ""; // nothing can be kept, so nothing is asked
  byId("update")?.querySelector("button").addEventListener("click", async () => {
    const isComing = await applyUpdate();
    if (!isComing) byId("update").querySelector("p + p").textContent = word("update.unsaved");
  });
  watchForUpdate(() => byId("update") && reveal({ update: true }));
}

start();
