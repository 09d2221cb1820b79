/** The walk's leader: start and end it, write down who came, show the code, see what has arrived and who still waits. */
import { read, write } from "../shared/answers.js";
import { count, time } from "../shared/words.js";
import { leaderLink, whenAndWhere } from "./activities.js";
import { ask } from "./dialog.js";
import { drawCode } from "./qr-code.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import * as facts from "./walk-facts.js";

const EVERY = 20_000; // ms between two looks at what has arrived
const AFTER_TAP = 1_000; // ms of quiet before what was tapped is sent

const byId = (id) => document.getElementById(id);
const page = byId("led");
const part = (name, of = page) => of.querySelector(`[data-${name}]`);
const light = page.querySelector('[data-question="light"]');
const WORDS = { participants: "antallet", parties: "hvem der er med", light: "lyset", weather: "vejret", begun_at: "starten", ended_at: "slutningen" };

let led = null; // the walk on the page, as walk-facts.js has it

export async function start() {
  page.addEventListener("change", changed);
  page.addEventListener("click", tapped);
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

/* What the leader sees */

async function draw() {
  const walks = await facts.everyWalk();
  const asked = new URLSearchParams(location.search).get("id");
  led = walks.find(({ walk }) => walk.id === asked) ?? (walks.length === 1 ? walks[0] : null);
  page.hidden = byId("led-bar").hidden = led === null;
  byId("choose").hidden = led !== null;
  return led ? drawWalk() : drawChoice(walks);
}

function drawChoice(walks) {
  byId("none").hidden = walks.length > 0;
  const links = walks.map(({ walk }) => leaderLink(walk));
  byId("choices").replaceChildren(...links);
}

function drawWalk() {
  const { walk, facts: now } = led;
  const isOver = isClosed();
  part("running").textContent = isOver
    ? `Sluttet${now.ended_at ? ` ${time(now.ended_at)}` : ""}`
    : now.begun_at ? `I gang siden ${time(now.begun_at)}` : "Ikke begyndt endnu";
  part("title").textContent = walk.title;
  part("text").textContent = whenAndWhere(walk);
  drawArrived(walk.arrived);
  drawCodeOf(walk.code);
  drawOthers();
  fill(byId("participants"), now.participants ?? "");
  for (const box of page.querySelectorAll("[name=parties]")) box.checked = now.parties.includes(box.value);
  write(light, now.light ?? undefined);
  fill(byId("weather"), now.weather ?? "");
  for (const button of page.querySelectorAll("[data-weather]")) button.setAttribute("aria-pressed", button.dataset.weather === now.weather);
  byId("begin").hidden = isOver || Boolean(now.begun_at);
  byId("end").hidden = isOver || !now.begun_at;
  byId("reopen").hidden = !isOver || !now.ended_at;
  byId("closed-there").hidden = !isOver || Boolean(now.ended_at);
  drawTold();
}

/** Closed by the office, or ended here: what was tapped last counts before the server has heard of it. */
const isClosed = () => ("ended_at" in led.changes ? led.facts.ended_at !== null : led.walk.closed);

/** Never under the fingers of somebody who is writing. */
function fill(input, value) {
  if (document.activeElement !== input) input.value = value;
}

function drawArrived(arrived) {
  part("observations").textContent = arrived?.observations ?? "–";
  part("observations-word").textContent = arrived?.observations === 1 ? "observation" : "observationer";
  part("phones").textContent = arrived?.phones ?? "–";
  part("phones-word").textContent = arrived?.phones === 1 ? "telefon" : "telefoner";
  const waiting = arrived?.waiting ?? [];
  part("waiting").textContent = !arrived ? "ved vi, når der er net" : `${waiting.length} venter`;
  part("waiting").closest("p").dataset.state = waiting.length ? "waiting" : "safe";
  const lines = waiting.map(({ phone, pending, seen_at }) => `Telefon ${phone}: ${pending} på telefonen, hørt fra ${time(seen_at)}`);
  if (arrived?.silent) lines.push(`${count(arrived.silent, "telefon er", "telefoner er")} kommet med og har ikke sendt noget endnu`);
  byId("who-waits").hidden = lines.length === 0;
  byId("who-waits").querySelector("ul").replaceChildren(...lines.map(line));
}

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

function drawCodeOf(code) {
  const dialog = byId("code");
  byId("show-code").hidden = !code;
  if (!code) return dialog.close();
  drawCode(part("qr", dialog), code.rows);
  part("code", dialog).textContent = code.shown;
  part("address", dialog).textContent = code.address.replace(/^https?:\/\//, "").replace(/\/[^/]*$/, "");
}

/** What somebody else wrote stands; the leader's own is offered again. */
function drawOthers() {
  const notices = Object.entries(led.others).map(([fact, mine]) => {
    const item = byId("other").content.firstElementChild.cloneNode(true);
    item.dataset.fact = fact;
    item.querySelector("[data-title]").textContent = `En anden har skrevet ${WORDS[fact]}: ${words(fact, led.walk.facts[fact])}`;
    item.querySelector("[data-mine]").textContent = `Brug mit: ${words(fact, mine)}`;
    return item;
  });
  byId("others-wrote").replaceChildren(...notices);
}

function words(fact, value) {
  if (value === null || value.length === 0) return "intet";
  if (fact.endsWith("_at")) return time(value);
  const named = (name, code) => page.querySelector(`[name=${name}][value="${code}"]`).closest("label").textContent.trim();
  if (fact === "parties") return value.map((code) => named(fact, code)).join(", ");
  return fact === "light" ? named(fact, value) : String(value);
}

function drawTold() {
  const isKept = Object.keys(led.changes).length > 0;
  const isOffline = wasHeard === false;
  const unsent = (led.walk.arrived?.waiting ?? []).reduce((sum, { pending }) => sum + pending, 0);
  const heard = led.heard_at ? `Tal fra ${time(led.heard_at)}. ` : "";
  const told = byId("told");
  if (isKept && isOffline) [told.textContent, told.dataset.state] = ["Gemt på telefonen. Sendes, når der er net", "waiting"];
  else if (isKept) [told.textContent, told.dataset.state] = ["Gemt på telefonen. Sender", "sending"];
  else if (isOffline) [told.textContent, told.dataset.state] = [`${heard}Ikke net lige nu`, "waiting"];
  else if (unsent) [told.textContent, told.dataset.state] = [`${count(unsent, "observation er", "observationer er")} ikke sendt endnu`, "waiting"];
  else [told.textContent, told.dataset.state] = [led.heard_at ? "Ingen telefon har meldt, at den venter" : "", "ready"];
}

/* What the leader writes down */

function put(fact, value) {
  navigator.vibrate?.(15);
  const written = facts.write(led, fact, value);
  clearTimeout(sending);
  sending = setTimeout(look, AFTER_TAP);
  return written;
}

function changed({ target }) {
  if (target.name === "parties") return put("parties", [...page.querySelectorAll("[name=parties]:checked")].map(({ value }) => value));
  if (target.name === "light") return put("light", read(light) ?? null);
  if (target.id === "weather") return put("weather", target.value.trim() || null);
  if (target.id === "participants") return putParticipants(target.value);
}

function putParticipants(text) {
  const number = Number(text);
  const input = byId("participants");
  const isRight = Number.isInteger(number) && number >= 0 && number <= Number(input.dataset.most);
  byId("participants-error").hidden = isRight;
  if (isRight) return put("participants", text === "" ? null : number);
}

function tapped({ target }) {
  const button = target.closest("button");
  if (!button) return;
  const { step, weather, answer } = button.dataset;
  if (step) putParticipants(String(Math.max(0, (led.facts.participants ?? 0) + Number(step))));
  if (weather) put("weather", led.facts.weather === weather ? null : weather);
  if (answer) settle(button.closest("[data-fact]").dataset.fact, answer);
}

function settle(fact, answer) {
  return answer === "mine" ? put(fact, led.others[fact]) : facts.giveIn(led, fact);
}

async function end() {
  if ((await ask(byId("end-question"))) === "end") await put("ended_at", store.localTime());
}

/* Sending and asking: one at a time, the last wish counts */

let sending = null;
let looking = null;
let lookAgain = false;
let wasHeard = null; // whether the server answered the last time

function look() {
  if (!led) return;
  lookAgain = looking !== null;
  looking ??= facts.refresh(led.walk, led.who).then((isHeard) => {
    looking = null;
    wasHeard = isHeard;
    drawTold();
    if (lookAgain) look();
  });
}
