/** The front page: what goes on, what can be filled in, what I have recorded, who I am; how the app is installed. */
import { ask, byId, copyOf, oneAtATime, reveal, say } from "../shared/dom.js";
import { drawBegun, startBegun } from "./begun.js";
import { wrongBy } from "./clock.js";
import { showDoors } from "./doors.js";
import { forgetRefused, keptCodes } from "./identity.js";
import { icon, isNow, isToday, leaderLink, pointsOf, row, whenAndWhere } from "./rows.js";
import * as safety from "./safety.js";
import { session } from "./session.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { word } from "./words.js";

const SHOWN = 5;
const ASKED = "feltbog-safari"; // whether Safari was used too: asked once
const LEAVES = ["walker", "host"];
const UNITS = Object.entries({ days: 86_400_000, hours: 3_600_000, minutes: 60_000 });
const WORTH = 0.97; // of a unit: 23 hours and 50 minutes are a day
const SAID = new Set(["unknown", "replaced", "expired", "shut_out"]);
const CODE = 40; // characters: what was typed may be anything

export async function start() {
  store.subscribe(draw);
  startBegun(() => byId("safety").focus());
  byId("safari").querySelector("button").addEventListener("click", () => {
    localStorage.setItem(ASKED, "1");
    draw();
  });
  sync.subscribe(showClock);
  byId("code-refused").querySelector("button").addEventListener("click", forgetRefused);
  byId("sign-out").addEventListener("submit", (event) => goAway(event, maySignOut));
  byId("leave").addEventListener("submit", (event) => goAway(event, async () => (await store.pendingOf(store.GUEST)) === 0));
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    draw();
  });
  addEventListener("appinstalled", () => reveal({ install: false }));
  byId("install").querySelector("[data-action=install]").addEventListener("click", () => prompt?.prompt());
  await draw();
}

const draw = oneAtATime(async () => {
  const [person, now] = [await store.person(), await safety.look()];
  const { here, all, total } = now;
  const references = new Map(await Promise.all(here.map(async (who) => [who, await store.reference(who)])));
  drawBegun(now, references);
  showGatherings([...references.values()].filter(Boolean));
  showForms(person.user ? person.forms : ["observation"], person.user);
  showClock();
  await showCodes(person.user);
  showMine(showDoors(all, [...references.values()].filter(Boolean)));
  showMe(person, await store.pendingOf(store.GUEST));
  offerInstall(total === 0);
  const isEmpty = all.length + total === 0;
  reveal({ safari: isInstalled && isIPhone && isEmpty && localStorage.getItem(ASKED) === null });
  reveal({ home: true });
});

/** Walks and events of today, the running ones first; then the walks that this person leads, where they are not named already. */
function showGatherings(references) {
  const leads = new Map(references.flatMap((one) => one.leads ?? []).map((walk) => [walk.id, walk]));
  const known = references.flatMap((from) => [...from.walks, ...from.events].map((one) => [one.id, { ...one, from }]));
  const today = [...new Map(known).values()].filter(isToday);
  today.sort((a, b) => Number(isNow(b)) - Number(isNow(a)));
  const others = [...leads.values()].filter(({ id }) => !today.some((one) => one.id === id));
  reveal({ now: today.length > 0, lead: others.length > 0 });
  byId("now").querySelector("ul").replaceChildren(...today.map((one) => gathering(one, leads.has(one.id))));
  byId("lead").querySelector("ul").replaceChildren(...others.map(leaderLink));
}

function gathering(one, isLed) {
  const item = copyOf("walk");
  const isWalk = one.doors === undefined;
  const points = isWalk ? pointsOf(one.from, one).length : 0;
  const state = word(`home.${isWalk ? "walk" : "event"}_${isNow(one) ? "now" : "today"}`);
  item.querySelector(".running").prepend(icon(isWalk ? "footprints" : "users"));
  say(item, { state, title: one.title, text: whenAndWhere(one), count: points });
  Object.assign(item.querySelector(".lead"), { hidden: !isLed, href: `/walk?id=${one.id}` });
  Object.assign(item.querySelector(".points"), { hidden: points === 0, href: `/points?walk=${one.id}` });
  return item;
}

/** One form stands as the button at the bottom; several as a list, and what can be begun before joining too. */
function showForms(forms, user) {
  const links = [...byId("fill").querySelectorAll("[data-form]")];
  for (const item of links) item.hidden = !forms.includes(item.dataset.form);
  const isOne = user !== null && forms.length === 1;
  const only = isOne ? links.find(({ dataset }) => dataset.form === forms[0])?.querySelector("a") : null;
  reveal({ fill: !isOne && forms.length > 0, new: Boolean(only) });
  if (!only) return;
  byId("new").href = only.href;
  byId("new").querySelector("span").textContent = only.querySelector("span").textContent;
}

/** That the phone's clock is wrong, and by how much, in the largest unit. */
function showClock() {
  const wrong = wrongBy();
  reveal({ clock: wrong > 0 });
  if (wrong === 0) return;
  const [unit, ms] = UNITS.find(([, one]) => wrong > one * WORTH);
  say(byId("clock"), { title: word(`clock.${unit}`, { n: Math.round(wrong / ms) }) });
}

/** Codes that were read without a network: those that wait for one, and what the server said of the others. */
async function showCodes(user) {
  const { waits, refused } = await keptCodes();
  reveal({ welcome: user === null && waits === 0, "code-kept": waits > 0, "code-refused": refused.length > 0 });
  say(byId("code-refused"), { text: refused.map(({ code, reason }) => word(`code.${SAID.has(reason) ? reason : "unknown"}`, { code: code.slice(0, CODE) })).join(" ") });
}

function showMine(all) {
  const isObserver = all.every(({ form }) => form === "observation");
  reveal({ mine: all.length > 0, "mine-all": all.length > SHOWN });
  say(byId("mine"), { count: all.length, title: word(isObserver ? "home.observations" : "home.records") });
  byId("mine").querySelector("ul").replaceChildren(...all.slice(0, SHOWN).map((record) => row(record)));
}

/** An account has an office; a guest, who came with a code, may leave once all is sent. */
function showMe({ user, account, guest, ended, lost }, left) {
  const isOut = account ? ended : lost;
  const leaves = left === 0 && LEAVES.includes(guest?.role) ? guest.role : null;
  reveal({ me: Boolean(user?.name), "sign-out": account && !isOut, leave: leaves });
  if (!user?.name) return;
  const outside = account ? "people.signed_out" : "people.left_walk";
  say(byId("me"), { name: user.name, role: word(isOut ? outside : `role.${user.role}`) });
  const part = (name) => byId("me").querySelector(`[data-for="${name}"]`);
  part("office").hidden = isOut || !account;
  part("sign-in").hidden = !isOut && account !== null;
  if (leaves) say(byId("leave"), { word: word(`leave.${leaves}`) });
}

/** Leaving and signing out need the server; `may` says whether they may go on. */
async function goAway(event, may) {
  event.preventDefault();
  reveal({ "sign-out-error": session() === null });
  if (!session() || !(await may())) return;
  event.target.elements.csrf_token.value = session().csrf_token;
  event.target.submit();
}

/** Signing out deletes nothing, and asks when something is not sent. */
async function maySignOut() {
  const unsent = await store.pendingOf(await store.owner());
  const dialog = byId("sign-out-dialog");
  say(dialog, { text: word("people.sign_out", { n: unsent }) });
  if (unsent && (await ask(dialog)) !== "leave") return false;
  await store.forget();
  return true;
}

const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const isIPhone = /iPhone|iPad/.test(navigator.userAgent);
const isAndroid = /Android/.test(navigator.userAgent);
let prompt = null; // the browser's own offer, where it makes one

/** How to put Feltbog on the home screen, while nothing waits: an installed app on iPhone begins empty. */
function offerInstall(isSafe) {
  reveal({ install: !isInstalled && isSafe && (isIPhone || isAndroid || prompt) });
  const part = (selector) => byId("install").querySelector(selector);
  part("[data-action=install]").hidden = prompt === null;
  part("[data-phone=iphone]").hidden = !isIPhone;
  part("[data-phone=android]").hidden = !isAndroid || prompt !== null;
}
