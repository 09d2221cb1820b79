/** Says how things stand: the status chip, the safety line of the front page, and what the phone must say about itself. */
import { byId, oneAtATime, reveal, say } from "../shared/dom.js";
import { longTime } from "./times.js";
import { formOf } from "./rows.js";
import * as safety from "./safety.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { subscribe as whenOfflineIsKnown } from "./update.js";
import { word, words } from "./words.js";

const TOAST = 8_000; // ms, long enough to read

const ICONS = { safe: "cloud-check", waiting: "smartphone", sending: "cloud-upload", stopped: "triangle-alert", lost: "triangle-alert", blocked: "triangle-alert" };

const hasNotices = byId("health") !== null;
let health = { ok: true, reason: null };
let before = { who: null, unsent: 0 };
let hiding = null; // the timer of the toast: news that nobody asked for goes by itself

/** Draw now and at every change. → the phone's health */
export function start() {
  store.subscribe(draw);
  sync.subscribe(draw);
  whenOfflineIsKnown(draw);
  if (hasNotices) {
    byId("health").querySelector("button").addEventListener("click", () => store.dismissLoss().then(checkHealth));
    byId("ill").querySelector("button").addEventListener("click", () => sync.drain("tap"));
  }
  return checkHealth();
}

/** Test whether this phone can keep things, and say so where it cannot. */
export async function checkHealth() {
  health = await store.health();
  await draw();
  return health;
}

const draw = oneAtATime(async () => {
  if (hasNotices) {
    reveal({ health: !health.ok });
    if (health.reason) {
      const [title, text] = words(`health.${health.reason}`);
      say(byId("health"), { title, text });
    }
    byId("health").querySelector("button").hidden = health.reason !== "lost";
  }
  if (!health.ok && health.reason !== "lost") return show(safety.blocked());
  const now = await safety.look();
  show(now);
  if (hasNotices) {
    const person = await store.person();
    showPeople(person, now.unsent.filter(({ owner }) => owner === person.account?.id).length);
    showLost(now.lost, now.here);
  }
  const [who, unsent] = [now.here.join(), now.unsent.length];
  if (before.who === who && before.unsent && unsent === 0 && document.body.dataset.page === "home") {
    byId("toast").textContent = word("sent.now", { n: before.unsent });
    clearTimeout(hiding);
    hiding = setTimeout(() => (byId("toast").textContent = ""), TOAST);
  }
  before = { who, unsent };
});

function show({ state, total, lost = [], head, detail, chip }) {
  for (const [element, ...lines] of [[byId("status"), chip], [byId("safety"), head, detail]]) {
    if (!element) continue;
    Object.assign(element.dataset, { state, waiting: total + lost.length });
    for (const span of element.querySelectorAll("[data-icon]")) span.hidden = span.dataset.icon !== ICONS[state];
    const parts = element.querySelectorAll(".status-text, .safety-text > *");
    parts.forEach((part, index) => (part.textContent = lines[index]));
  }
}

/** What keeps somebody's records here: an account's session is over (a guest is not told to sign in for it), the phone is no longer in, or is shut out. */
function showPeople({ account, guest, ended, lost, shutOut }, left) {
  const { phase, error } = sync.state();
  const isOut = lost && guest !== null && phase === "join";
  reveal({ ill: phase === "blocked", "signed-out": ended && account !== null && (left > 0 || guest === null) });
  reveal({ "shut-out": shutOut, "joined-out": isOut && !shutOut });
  say(byId("ill"), { text: error });
  say(byId("signed-out"), { text: left ? word("people.left", { n: left }) : word("people.nothing_left") });
}

/** What a restored server no longer has, and this phone has nothing of but that it was received: its owner writes it again. */
function showLost(lost, here) {
  reveal({ lost: lost.length > 0 });
  const missing = lost.filter(({ status }) => status === "missing");
  const [one] = missing;
  const what = missing.length === 1
    ? word("lost.one", { noun: formOf(one).noun ?? word("lost.record"), when: longTime(one.captured_at) })
    : word("lost.several", { n: missing.length });
  const older = lost.length - missing.length;
  const sentences = [one && word("lost.missing", { n: missing.length, what }), older && word("lost.older", { n: older })];
  say(byId("lost"), { text: sentences.filter(Boolean).join(" ") });
  byId("lost").querySelector("button").onclick = () => store.dismissLost(here);
}
