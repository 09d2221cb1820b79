/** Says how things stand: the status chip, the safety line of the front page, and what the phone must say about itself. */
import { byId, oneAtATime, reveal, say } from "../shared/dom.js";
import { now } from "./clock.js";
import { longTime, time } from "./times.js";
import { formOf } from "./rows.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { word, words } from "./words.js";

const DAY = 86_400_000;
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
  if (!health.ok && health.reason !== "lost") return show({ state: "blocked", unsent: 0, stopped: 0 });
  const { here, unsent, received, lost, others, facts } = await store.overview();
  const { phase } = sync.state();
  const stopped = unsent.filter((one) => one.state === "stopped").length;
  const isSending = phase === "sending" && unsent.length > stopped;
  const isWaiting = unsent.length + others + facts > 0;
  const state = isSending ? "sending" : lost.length ? "lost" : stopped ? "stopped" : isWaiting ? "waiting" : "safe";
  const photos = unsent.every((one) => one.state === "photos") ? unsent.flatMap(store.photosLeft).length : 0;
  const days = Math.floor((now() - Date.parse(unsent[0]?.saved_at)) / DAY);
  show({ state, unsent: unsent.length, stopped, others, facts, photos, received, days, lost: lost.length });
  if (hasNotices) {
    const person = await store.person();
    showPeople(person, { left: unsent.filter(({ owner }) => owner === person.account?.id).length, others, phase });
    showLost(lost, here);
  }
  const who = here.join();
  if (before.who === who && before.unsent && unsent.length === 0 && document.body.dataset.page === "home") {
    byId("toast").textContent = word("sent.now", { n: before.unsent });
    clearTimeout(hiding);
    hiding = setTimeout(() => (byId("toast").textContent = ""), TOAST);
  }
  before = { who, unsent: unsent.length };
});

/** `photos`: how many are left where nothing else is. `others`: what others who used this phone have not sent. */
function show({ state, unsent, stopped, others = 0, facts = 0, photos, received, days, lost = 0 }) {
  const rest = unsent - stopped;
  const waiting = photos
    ? word("safety.photos", { n: photos })
    : [rest && word("safety.waiting", { n: rest }), stopped && word("safety.stopped", { n: stopped })].filter(Boolean).join(", ");
  const theirs = [others && word("safety.others", { n: others }), facts && word("safety.facts")].filter(Boolean).join(", ");
  const onPhone = word("safety.kept");
  const kept = days >= 1 ? word("safety.days", { n: days }) : onPhone;
  const when = received && time(received);
  const own = received ? word("safety.own", { when }) : onPhone;
  const lines = {
    safe: received ? [word("safety.safe"), word("safety.safe.when", { when })] : [word("safety.nothing"), word("safety.ready")],
    waiting: waiting ? [waiting, theirs || kept] : [theirs, own],
    sending: [photos ? word("safety.sending.photos") : word("safety.sending", { n: rest }), onPhone],
    lost: words("safety.lost", { n: lost }),
    stopped: [waiting, word("safety.stopped.how")],
    blocked: words("safety.blocked"),
  };
  const [head, detail] = lines[state];
  const chip = { safe: word(received ? "safety.safe.chip" : "safety.nothing"), sending: word("safety.sending.chip") }[state] ?? head;
  for (const [element, ...words] of [[byId("status"), chip], [byId("safety"), head, detail]]) {
    if (!element) continue;
    Object.assign(element.dataset, { state, waiting: unsent + others + facts + lost });
    for (const span of element.querySelectorAll("[data-icon]")) span.hidden = span.dataset.icon !== ICONS[state];
    const parts = element.querySelectorAll(".status-text, .safety-text > *");
    parts.forEach((part, index) => (part.textContent = words[index]));
  }
}

/** What keeps somebody's records here: an account's session is over (a guest is not told to sign in for it), the phone is no longer in, or is shut out. */
function showPeople({ account, guest, ended, lost, shutOut }, { left, others, phase }) {
  const isOut = lost && guest !== null && phase === "join";
  reveal({ ill: phase === "blocked", others: others !== 0, "signed-out": ended && account !== null && (left > 0 || guest === null) });
  reveal({ "shut-out": shutOut, "joined-out": isOut && !shutOut });
  say(byId("ill"), { text: sync.state().error });
  say(byId("signed-out"), { text: left ? word("people.left", { n: left }) : word("people.nothing_left") });
  say(byId("others"), { title: word("people.others", { n: others }) });
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
