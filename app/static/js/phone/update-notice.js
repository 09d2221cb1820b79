/** Says that a new release waits and lets it in when asked, what helps where it does not come, and where nothing works without a network. */
import { byId, reveal, say } from "../shared/dom.js";
import { applyUpdate, offlineReady, start as watch, subscribe, updateState } from "./update.js";
import { word, words } from "./words.js";

const LATER = "feltbog-later"; // in sessionStorage, which ends with Feltbog
const PATIENCE = 10_000; // ms

const notice = byId("update");
const part = (action) => notice.querySelector(`[data-action=${action}]`);
const button = notice && part("update");
let isHidden = false;

export function start() {
  if (notice) {
    isHidden = remembered((storage) => storage.getItem(LATER)) !== null;
    subscribe(draw);
    button.addEventListener("click", change);
    part("later").addEventListener("click", putOff);
    part("show-how").addEventListener("click", showHow);
    draw();
  }
  return watch();
}

/** Where storage is forbidden, nothing is remembered. */
function remembered(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

function draw() {
  const state = updateState();
  reveal({ update: state !== null && !isHidden, "online-only": offlineReady() === false });
  if (state === "stuck" && !button.hidden) showStuck();
  const why = "serviceWorker" in navigator ? "online_only.failed" : "online_only.unsupported";
  say(byId("online-only"), { text: word(why) });
}

function putOff() {
  isHidden = true;
  remembered((storage) => storage.setItem(LATER, "1"));
  draw();
}

async function change() {
  if (button.classList.contains("busy")) return;
  setBusy(true);
  const late = setTimeout(showStuck, PATIENCE);
  if (await applyUpdate()) return; // the page is loaded anew, or it is late
  clearTimeout(late);
  setBusy(false);
  say(notice, { text: word("update.unsaved") });
}

function setBusy(isBusy) {
  button.setAttribute("aria-disabled", isBusy);
  button.classList.toggle("busy", isBusy);
  button.textContent = word(isBusy ? "update.busy" : "update.now");
}

function showStuck() {
  const [title, text] = words("update.stuck");
  say(notice, { title, text });
  notice.classList.add("warning");
  button.hidden = true;
  part("show-how").hidden = false;
  part("later").textContent = word("update.not_now");
}

function showHow() {
  say(notice, { text: word("update.close") });
  part("show-how").hidden = true;
}
