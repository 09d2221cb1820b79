/** Says how things stand: the status chip, the safety line of the front page, and what the phone must say about itself. */
import { count, longTime, time } from "../shared/words.js";
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

const byId = (id) => document.getElementById(id);
let health = { ok: true, reason: null };
let before = { who: null, unsent: 0 };

/** Draw now and at every change. → the phone's health */
export function start() {
  store.subscribe(draw);
  sync.subscribe(draw);
  byId("health")?.querySelector("button").addEventListener("click", dismissLoss);
  byId("ill")?.querySelector("button").addEventListener("click", () => sync.drain("tap"));
  return checkHealth();
}

/** Test whether this phone can keep things, and say so where it cannot. */
export async function checkHealth() {
  health = await store.health();
  await draw();
  return health;
}

async function dismissLoss() {
  await store.dismissLoss();
  await checkHealth();
}

let isDrawing = false;
let drawAgain = false;

async function draw() {
  drawAgain = true;
  if (isDrawing) return;
  isDrawing = true;
  try {
    while (drawAgain) {
      drawAgain = false;
      await drawOnce();
    }
  } finally {
    isDrawing = false;
  }
}

async function drawOnce() {
  showHealth();
  if (!health.ok && health.reason !== "lost") return show({ state: "blocked", unsent: 0, stopped: 0 });
  const here = await store.owners();
  const unsent = (await store.records(here)).filter(({ state }) => state !== "sent");
  const stopped = unsent.filter(({ state }) => state === "stopped").length;
  const others = (await store.pendingAll()) - unsent.length;
  const facts = await store.pendingFacts();
  const lost = await store.lostReceipts(here);
  const person = await store.person();
  const { phase } = sync.state();
  const isSending = phase === "sending" && unsent.length > stopped;
  const isWaiting = unsent.length + others + facts > 0;
  const state = isSending ? "sending" : lost.length ? "lost" : stopped ? "stopped" : isWaiting ? "waiting" : "safe";
  const received = (await store.receipts(here)).map(({ received_at }) => received_at).sort().at(-1);
  const oldest = unsent.map(({ saved_at }) => Date.parse(saved_at)).sort((a, b) => a - b)[0];
  const photos = unsent.length && unsent.every((one) => one.state === "photos") ? unsent.flatMap(store.photosLeft).length : 0;
  const days = Math.floor((Date.now() - oldest) / DAY);
  show({ state, unsent: unsent.length, stopped, others, facts, photos, received, days, lost: lost.length });
  showPeople(person, { unsent: unsent.length, others, phase });
  showLost(lost, here);
  const who = here.join();
  const isSameOwner = before.who === who;
  if (isSameOwner && before.unsent && unsent.length === 0) toast(`${before.unsent} er nu sendt`);
  before = { who, unsent: unsent.length };
}

/** `photos`: how many are left where nothing else is. `others`: what others who used this phone have not sent. */
function show({ state, unsent, stopped, others, facts, photos, received, days, lost }) {
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
  const all = unsent + (others ?? 0) + (facts ?? 0) + (lost ?? 0);
  paint(byId("status"), state, all, [chip]);
  paint(byId("safety"), state, all, [head, detail]);
}

function paint(element, state, unsent, lines) {
  if (!element) return;
  element.dataset.state = state;
  element.dataset.waiting = unsent;
  for (const span of element.querySelectorAll("[data-icon]")) span.hidden = span.dataset.icon !== ICONS[state];
  const text = element.querySelector(".status-text") ?? element.querySelector(".safety-text");
  const parts = text.children.length ? [...text.children] : [text];
  parts.forEach((part, index) => (part.textContent = lines[index]));
}

function showHealth() {
  const notice = byId("health");
  if (!notice) return;
  notice.hidden = health.ok;
  if (health.ok) return;
  const [title, text] = HEALTH[health.reason];
  notice.querySelector("[data-title]").textContent = title;
  notice.querySelector("[data-text]").textContent = text;
  notice.querySelector("button").hidden = health.reason !== "lost";
}

/** What keeps somebody's records here: an account's session is over, the phone is no longer in, or is shut out. */
function showPeople({ account, guest, ended, lost, shutOut }, { unsent, others, phase }) {
  if (!byId("signed-out")) return;
  byId("ill").hidden = phase !== "blocked";
  byId("ill").querySelector("[data-text]").textContent = sync.state().error;
  const isOut = lost && guest !== null && phase === "join";
  byId("shut-out").hidden = !shutOut;
  byId("joined-out").hidden = !isOut || shutOut;
  byId("signed-out").hidden = !ended || account === null;
  byId("signed-out").querySelector("[data-text]").textContent = unsent
    ? `${count(unsent, "registrering ligger", "registreringer ligger")} på telefonen. Log ind, så sender vi.`
    : "Du kan stadig skrive. Log ind, så sender vi det.";
  byId("others").hidden = others === 0;
  byId("others").querySelector("[data-title]").textContent =
    `${count(others, "registrering", "registreringer")} fra en anden ligger på telefonen`;
}

/** What a restored server no longer has, and this phone has nothing of but that it was received: its owner writes it again. */
function showLost(lost, here) {
  const notice = byId("lost");
  if (!notice) return;
  notice.hidden = lost.length === 0;
  if (notice.hidden) return;
  const missing = lost.filter(({ status }) => status === "missing");
  const [one] = missing;
  const again = missing.length === 1 ? "den" : "dem";
  const which = missing.length === 1 ? `1 ${nounOf(one)} fra ${longTime(one.captured_at)}` : `${missing.length} registreringer`;
  const older = lost.length - missing.length;
  notice.querySelector("[data-text]").textContent = [
    missing.length && `${which} findes ikke mere. Skriv ${again} igen.`,
    older && `${count(older, "registrering findes", "registreringer findes")} kun i en ældre udgave. Sig det til projektlederen.`,
  ].filter(Boolean).join(" ");
  notice.querySelector("button").onclick = () => store.dismissLost(here);
}

const nounOf = ({ form }) => byId("forms")?.content.querySelector(`[data-form="${form}"]`)?.dataset.noun ?? "registrering";

let hiding = null;

/** News that nobody asked for; it goes by itself. */
function toast(text) {
  if (document.body.dataset.page !== "home") return;
  byId("toast").textContent = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => (byId("toast").textContent = ""), TOAST);
}
