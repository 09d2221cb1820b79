/** The walk's leader: start and end it, write down who came, show the code, see what has arrived and who still waits. */
import { read, write } from "../shared/answers.js";
import { ask, byId, copyOf, element, oneAtATime, onClick, reveal, say, tell } from "../shared/dom.js";
import { time } from "./times.js";
import { leaderLink, whenAndWhere } from "./rows.js";
import * as safety from "./safety.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import * as facts from "./walk-facts.js";
import { word } from "./words.js";

const EVERY = 20_000; // ms between two looks at what has arrived
const AFTER_TAP = 1_000; // ms of quiet before what was tapped is sent
const QUIET = 4; // modules around a QR code: the zone that cameras need

const page = byId("led");
const light = page.querySelector('[data-question="light"]');
const ENDINGS = ["begun_at", "ended_at"]; // facts that are moments

let led = null; // the walk on the page, as walk-facts.js has it
let wasHeard = null; // whether the server answered the last time
let sending = null;

export async function start() {
  page.addEventListener("change", changed);
  onClick(page, "button", tapped);
  byId("begin").addEventListener("click", () => put("begun_at", store.localTime()));
  byId("reopen").addEventListener("click", () => put("ended_at", null));
  byId("end").addEventListener("click", end);
  byId("show-code").addEventListener("click", () => byId("code").showModal());
  store.subscribe(draw);
  sync.subscribe(({ server }) => server && look());
  document.addEventListener("visibilitychange", () => document.hidden || look());
  setInterval(() => document.hidden || look(), EVERY);
  await draw();
}

async function draw() {
  const walks = await facts.everyWalk();
  const asked = new URLSearchParams(location.search).get("id");
  led = walks.find(({ walk }) => walk.id === asked) ?? (walks.length === 1 ? walks[0] : null);
  reveal({ led, "led-bar": led, choose: !led, none: walks.length === 0 });
  if (!led) return byId("choices").replaceChildren(...walks.map(({ walk }) => leaderLink(walk)));
  const { walk, facts: now } = led;
  // Closed by the office, or ended here: what was tapped last counts before the server has heard of it.
  const isOver = "ended_at" in led.changes ? now.ended_at !== null : walk.closed;
  const ended = now.ended_at ? word("walk.ended_at", { when: time(now.ended_at) }) : word("walk.ended");
  const begun = now.begun_at ? word("walk.begun_at", { when: time(now.begun_at) }) : word("walk.not_begun");
  say(page, { running: isOver ? ended : begun, title: walk.title, text: whenAndWhere(walk) });
  drawArrived(walk.arrived);
  drawCode(walk.code);
  byId("others-wrote").replaceChildren(...Object.entries(led.others).map(([fact, mine]) => noticeOf(fact, mine)));
  fill(byId("participants"), now.participants ?? "");
  for (const box of page.querySelectorAll("[name=parties]")) box.checked = now.parties.includes(box.value);
  write(light, now.light ?? undefined);
  fill(byId("weather"), now.weather ?? "");
  for (const button of page.querySelectorAll("[data-weather]")) button.setAttribute("aria-pressed", button.dataset.weather === now.weather);
  reveal({ begin: !isOver && !now.begun_at, end: !isOver && now.begun_at });
  reveal({ reopen: isOver && now.ended_at, "closed-there": isOver && !now.ended_at });
  return drawTold();
}

/** Never under the fingers of somebody who is writing. */
function fill(input, value) {
  if (document.activeElement !== input) input.value = value;
}

function drawArrived(arrived) {
  const { observations, phones, waiting = [], silent } = arrived ?? {};
  say(page, {
    observations: observations ?? "–",
    "observations-word": word("walk.observations", { n: observations }),
    phones: phones ?? "–",
    "phones-word": word("walk.phones", { n: phones }),
    waiting: arrived ? word("walk.waiting", { n: waiting.length }) : word("walk.waiting_unknown"),
  });
  page.querySelector("[data-waiting]").closest("p").dataset.state = waiting.length ? "waiting" : "safe";
  const lines = waiting.map(({ phone, pending, drafts, seen_at }) => word("walk.phone", { phone, what: whatWaits(pending, drafts, "walk.on_phone"), when: time(seen_at) }));
  if (silent) lines.push(word("walk.silent", { n: silent }));
  reveal({ "who-waits": lines.length > 0 });
  byId("who-waits").querySelector("ul").replaceChildren(...lines.map((text) => element("li", {}, text)));
}

function drawCode(code) {
  const dialog = byId("code");
  reveal({ "show-code": code });
  if (!code) return dialog.close();
  const size = code.rows.length + 2 * QUIET;
  const module = (dark, x, y) => (dark === "1" ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "");
  const ink = [...code.rows].flatMap((row, y) => [...row].map((dark, x) => module(dark, x, y))).join("");
  const paths = `<path class="paper" fill="#fff" d="M0 0h${size}v${size}H0z"/><path class="ink" fill="#000" d="${ink}"/>`;
  dialog.querySelector("[data-qr]").innerHTML = `<svg viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">${paths}</svg>`;
  say(dialog, { code: code.shown, address: code.address.replace(/^https?:\/\//, "").replace(/\/[^/]*$/, "") });
}

/** What somebody else wrote stands; the leader's own is offered again. */
function noticeOf(fact, mine) {
  const item = copyOf("other");
  item.dataset.fact = fact;
  const title = word("walk.other", { what: word(ENDINGS.includes(fact) ? `walk.${fact}.what` : `walk.${fact}`), value: words(fact, led.walk.facts[fact]) });
  say(item, { title, mine: word("walk.mine", { value: words(fact, mine) }) });
  return item;
}

function words(fact, value) {
  if (value === null || value.length === 0) return word("walk.nothing");
  if (ENDINGS.includes(fact)) return time(value);
  const named = (code) => page.querySelector(`[name=${fact}][value="${code}"]`).closest("label").textContent.trim();
  return fact === "parties" || fact === "light" ? [value].flat().map(named).join(", ") : String(value);
}

/** "2 på telefonen · 1 er ikke gemt"; an older phone says nothing of drafts. */
const whatWaits = (pending, drafts, key) =>
  [pending && word(key, { n: pending }), drafts && word("walk.unsaved", { n: drafts })].filter(Boolean).join(" · ");

/** The facts first, then what else is on this phone, then what others have said of theirs. */
async function drawTold() {
  const isKept = Object.keys(led.changes).length > 0;
  const { total, head } = await safety.look();
  const waiting = led.walk.arrived?.waiting ?? [];
  const sum = (name) => waiting.reduce((all, one) => all + (one[name] ?? 0), 0);
  const theirs = whatWaits(sum("pending"), sum("drafts"), "walk.unsent");
  const why = sync.state().phase === "blocked" ? "ill" : "offline";
  const silent = led.heard_at ? word(`walk.${why}_since`, { when: time(led.heard_at) }) : word(`walk.${why}`);
  if (isKept && wasHeard === false) tell(byId("told"), word(`walk.kept_${why}`), "waiting");
  else if (isKept) tell(byId("told"), word("walk.kept"), "sending");
  else if (total) tell(byId("told"), word("walk.here", { what: head }), "waiting");
  else if (wasHeard === false) tell(byId("told"), silent, "waiting");
  else if (theirs) tell(byId("told"), theirs, "waiting");
  else tell(byId("told"), led.heard_at ? word("walk.all_sent") : "", "ready");
}

/** Before the walk ends, what is begun on this phone can be saved. */
async function end() {
  const { drafts } = await safety.look();
  if (drafts.length && !(await saveFirst(drafts))) return;
  if ((await ask(byId("end-question"))) === "end") put("ended_at", store.localTime());
}

/** → whether to go on with the end */
async function saveFirst(drafts) {
  const dialog = byId("unsaved");
  const complete = drafts.filter(store.isComplete);
  const lacking = drafts.length - complete.length;
  say(dialog, { title: word("walk.save_now", { n: drafts.length }), text: lacking ? word("walk.cannot_save", { n: lacking }) : "" });
  dialog.querySelector("[value=save]").hidden = complete.length === 0;
  const chosen = await ask(dialog);
  if (chosen === "save") for (const { key } of complete) await store.saveDrafted(key);
  return chosen === "save" || chosen === "end";
}

/** What the leader writes down is sent when nobody has tapped for a moment. */
function put(fact, value) {
  navigator.vibrate?.(15);
  facts.write(led, fact, value);
  clearTimeout(sending);
  sending = setTimeout(look, AFTER_TAP);
}

function changed({ target }) {
  if (target.name === "parties") put("parties", [...page.querySelectorAll("[name=parties]:checked")].map(({ value }) => value));
  if (target.name === "light") put("light", read(light) ?? null);
  if (target.id === "weather") put("weather", target.value.trim() || null);
  if (target.id === "participants") putParticipants(target.value);
}

function putParticipants(text) {
  const number = Number(text);
  const isRight = Number.isInteger(number) && number >= 0 && number <= Number(byId("participants").dataset.most);
  reveal({ "participants-error": !isRight });
  if (isRight) put("participants", text === "" ? null : number);
}

function tapped(button) {
  const { step, weather, answer } = button.dataset;
  if (step) putParticipants(String(Math.max(0, (led.facts.participants ?? 0) + Number(step))));
  if (weather) put("weather", led.facts.weather === weather ? null : weather);
  if (!answer) return;
  const { fact } = button.closest("[data-fact]").dataset;
  if (answer === "mine") put(fact, led.others[fact]);
  else facts.giveIn(led, fact);
}

const look = oneAtATime(async () => {
  if (!led) return;
  wasHeard = await facts.refresh(led.walk, led.who);
  await drawTold();
});
