/** Wires a page of the shell together; what it does is in the modules. */
import * as status from "./status.js";
import * as sync from "./sync.js";
import { applyUpdate, watchForUpdate } from "./update.js";

const PAGES = {
  home: () => import("./home.js"),
  form: () => (document.body.dataset.form === "attendance" ? import("./tally.js") : import("./capture.js")),
  queue: () => import("./queue.js"),
  points: () => import("./points.js"),
  walk: () => import("./walk.js"),
  offline: () => null,
};

async function start() {
  const [page, health] = await Promise.all([PAGES[document.body.dataset.page](), status.start()]);
  if (health.ok || health.reason === "lost") {
    await page?.start();
    document.body.dataset.ready = ""; // handlers are attached, the draft is back
    sync.start();
  } else document.body.dataset.blocked = ""; // nothing can be kept, so nothing is asked
  watchForUpdate(offerUpdate);
}

function offerUpdate() {
  const notice = document.getElementById("update");
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", async () => {
    const isComing = await applyUpdate();
    if (!isComing) notice.querySelector("p + p").textContent = "Gem først det, du er i gang med. Prøv så igen.";
  });
}

start();
