/** Says how things stand: the status chip, the safety line of the front page, and what the phone must say about itself. */
import { byId, oneAtATime, reveal, say } from "../shared/dom.js";
import { count, longTime, time } from "../shared/words.js";
import { formOf } from "./rows.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const DAY = 86_400_000;
const TOAST = 8_000; // ms, long enough to read

const HEALTH = {
  insecure: ["Feltbog skal åbnes med https", "Her kan intet gemmes. Brug adressen på plakaten."],
  private: ["Telefonen kan ikke gemme her", "Er vinduet privat? Åbn Feltbog i et almindeligt vindue."],
  full: ["Telefonen er fuld", "Slet nogle billeder eller apps, og åbn Feltbog igen."],
  blocked: ["Feltbog er åben et andet sted", "Luk de andre faner med Feltbog, og åbn siden igen."],
  silent: ["Telefonen svarer ikke", "Luk Feltbog helt, og åbn den igen. Det, der var gemt, er her stadig."],
  newer: ["Feltbog er ældre end det, der er gemt her", "Intet er tabt. Åbn Feltbog igen, når der er net, så den bliver opdateret."],
  lost: ["Noget er slettet fra telefonen", "Browseren har tømt Feltbog. Det, der var sendt, er i sikkerhed."],
};
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
    const [title, text] = HEALTH[health.reason] ?? [];
    reveal({ health: !health.ok });
    say(byId("health"), { title, text });
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
  const days = Math.floor((Date.now() - Date.parse(unsent[0]?.saved_at)) / DAY);
  show({ state, unsent: unsent.length, stopped, others, facts, photos, received, days, lost: lost.length });
  if (hasNotices) {
    showPeople(await store.person(), { unsent: unsent.length, others, phase });
    showLost(lost, here);
  }
  const who = here.join();
  if (before.who === who && before.unsent && unsent.length === 0 && document.body.dataset.page === "home") {
    byId("toast").textContent = `${before.unsent} er nu sendt`;
    clearTimeout(hiding);
    hiding = setTimeout(() => (byId("toast").textContent = ""), TOAST);
  }
  before = { who, unsent: unsent.length };
});

/** `photos`: how many are left where nothing else is. `others`: what others who used this phone have not sent. */
function show({ state, unsent, stopped, others = 0, facts = 0, photos, received, days, lost = 0 }) {
  const rest = unsent - stopped;
  const waiting = photos
    ? count(photos, "foto venter", "fotos venter")
    : [rest && `${rest} venter`, stopped && `${stopped} stoppet`].filter(Boolean).join(", ");
  const theirs = [others && `${others} venter fra en anden`, facts && "Vandringen er ikke sendt"].filter(Boolean).join(", ");
  const kept = days >= 1 ? `Gemt på telefonen. Ikke sendt i ${count(days, "dag", "dage")}` : "Gemt på telefonen";
  const own = received ? `Dine egne er modtaget ${time(received)}` : "Gemt på telefonen";
  const lines = {
    safe: received ? ["Alt er sendt", `Modtaget ${time(received)}`] : ["Intet venter", "Feltbog er klar"],
    waiting: waiting ? [waiting, theirs || kept] : [theirs, own],
    sending: [photos ? "Sender fotos" : `Sender ${rest}`, "Gemt på telefonen"],
    lost: [count(lost, "findes ikke mere", "findes ikke mere"), "Se, hvad der mangler"],
    stopped: [waiting, "Gemt. Se hvorfor"],
    blocked: ["Kan ikke gemme", "Læs hvorfor herunder"],
  };
  const [head, detail] = lines[state];
  const chip = { safe: received ? "Alt sendt" : "Intet venter", sending: "Sender" }[state] ?? head;
  for (const [element, ...words] of [[byId("status"), chip], [byId("safety"), head, detail]]) {
    if (!element) continue;
    Object.assign(element.dataset, { state, waiting: unsent + others + facts + lost });
    for (const span of element.querySelectorAll("[data-icon]")) span.hidden = span.dataset.icon !== ICONS[state];
    const parts = element.querySelectorAll(".status-text, .safety-text > *");
    parts.forEach((part, index) => (part.textContent = words[index]));
  }
}

/** What keeps somebody's records here: an account's session is over, the phone is no longer in, or is shut out. */
function showPeople({ account, guest, ended, lost, shutOut }, { unsent, others, phase }) {
  const isOut = lost && guest !== null && phase === "join";
  reveal({ ill: phase === "blocked", others: others !== 0, "signed-out": ended && account !== null });
  reveal({ "shut-out": shutOut, "joined-out": isOut && !shutOut });
  const left = unsent
    ? `${count(unsent, "registrering ligger", "registreringer ligger")} på telefonen. Log ind, så sender vi.`
    : "Du kan stadig skrive. Log ind, så sender vi det.";
  say(byId("ill"), { text: sync.state().error });
  say(byId("signed-out"), { text: left });
  say(byId("others"), { title: `${count(others, "registrering", "registreringer")} fra en anden ligger på telefonen` });
}

/** What a restored server no longer has, and this phone has nothing of but that it was received: its owner writes it again. */
function showLost(lost, here) {
  reveal({ lost: lost.length > 0 });
  const missing = lost.filter(({ status }) => status === "missing");
  const [one] = missing;
  const isOne = missing.length === 1;
  const which = isOne ? `1 ${formOf(one).noun ?? "registrering"} fra ${longTime(one.captured_at)}` : `${missing.length} registreringer`;
  const older = lost.length - missing.length;
  const sentences = [
    one && `${which} findes ikke mere. Skriv ${isOne ? "den" : "dem"} igen.`,
    older && `${count(older, "registrering findes", "registreringer findes")} kun i en ældre udgave. Sig det til projektlederen.`,
  ];
  say(byId("lost"), { text: sentences.filter(Boolean).join(" ") });
  byId("lost").querySelector("button").onclick = () => store.dismissLost(here);
}
