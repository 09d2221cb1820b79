/** The front page: what goes on, what can be filled in, what I have recorded, who I am. */
import { isNow, leaderLink, pointsOf, whenAndWhere } from "./activities.js";
import { ask } from "./dialog.js";
import * as install from "./install.js";
import { icon, merge, row } from "./record-rows.js";
import { session } from "./session.js";
import * as store from "./store.js";

const SHOWN = 5;
const ROLES = {
  leader: "Logget ind som projektleder",
  counsellor: "Logget ind som rådgiver",
  host: "Du er vært",
  walker: "Du er med på vandringen",
  party: "Logget ind som samarbejdspart",
};

const LEAVES = { walker: "Forlad vandringen", host: "Forlad arrangementet" };

const byId = (id) => document.getElementById(id);

export async function start() {
  store.subscribe(draw);
  byId("sign-out").addEventListener("submit", signOut);
  byId("leave").addEventListener("submit", leave);
  install.start();
  await draw();
}

async function draw() {
  const { user, forms, account, guest, ended, lost } = await store.person();
  const here = await store.owners();
  const [records, receipts] = [await store.records(here), await store.receipts(here)];
  const references = (await Promise.all(here.map(store.reference))).filter(Boolean);
  showNow(references);
  showLed([...new Map(references.flatMap(({ leads }) => leads ?? []).map((walk) => [walk.id, walk])).values()]);
  showForms(user ? forms : ["observation"], user);
  showMine(merge(records, receipts));
  const left = await store.pendingOf(store.GUEST);
  showMe(user, { isOut: account ? ended : lost, hasOffice: account !== null, leaves: left === 0 ? LEAVES[guest?.role] : null });
  install.offer((await store.pendingAll()) === 0);
  byId("home").hidden = false;
}

/** Walks and events of today, the running ones first. */
function showNow(references) {
  const all = new Map(references.flatMap((one) => [...one.walks, ...one.events].map((each) => [each.id, { ...each, from: one }])));
  const today = [...all.values()].filter((one) => whenAndWhere(one).startsWith("i dag"));
  today.sort((a, b) => Number(isNow(b)) - Number(isNow(a)));
  byId("now").hidden = today.length === 0;
  byId("now").querySelector("ul").replaceChildren(...today.map((one) => gathering(one, one.from)));
}

/** The walks that this person leads; today's has its button where it is named already. */
function showLed(leads) {
  const named = new Set();
  for (const link of byId("now").querySelectorAll(".lead")) {
    link.hidden = !leads.some(({ id }) => id === link.dataset.walk);
    link.href = `/walk?id=${link.dataset.walk}`;
    if (!link.hidden) named.add(link.dataset.walk);
  }
  const others = leads.filter(({ id }) => !named.has(id)).map(leaderLink);
  byId("lead").hidden = others.length === 0;
  byId("lead").querySelector("ul").replaceChildren(...others);
}

function gathering(one, reference) {
  const item = byId("walk").content.firstElementChild.cloneNode(true);
  const isWalk = one.doors === undefined;
  const thing = isWalk ? "Vandringen" : "Arrangementet";
  item.querySelector(".running").prepend(icon(isWalk ? "footprints" : "users"));
  item.querySelector("[data-state]").textContent = isNow(one) ? `${thing} er i gang` : `${thing} er i dag`;
  item.querySelector("[data-title]").textContent = one.title;
  item.querySelector("[data-text]").textContent = whenAndWhere(one);
  item.querySelector(".lead").dataset.walk = one.id;
  const points = isWalk ? pointsOf(reference, one).length : 0;
  const link = item.querySelector(".points");
  link.hidden = points === 0;
  link.href = `/points?walk=${one.id}`;
  link.querySelector("[data-count]").textContent = points;
  return item;
}

/** One form stands as the button at the bottom; several as a list, and what can be begun before joining too. */
function showForms(forms, user) {
  byId("welcome").hidden = user !== null;
  const links = [...byId("fill").querySelectorAll("[data-form]")];
  for (const item of links) item.hidden = !forms.includes(item.dataset.form);
  const isOne = user !== null && forms.length === 1;
  byId("fill").hidden = isOne || forms.length === 0;
  const only = isOne ? links.find(({ dataset }) => dataset.form === forms[0])?.querySelector("a") : null;
  const button = byId("new");
  button.hidden = !only;
  if (!only) return;
  button.href = only.href;
  button.querySelector("span").textContent = only.querySelector("span").textContent;
}

function showMine(all) {
  const section = byId("mine");
  section.hidden = all.length === 0;
  section.querySelector("[data-count]").textContent = all.length;
  section.querySelector("[data-title]").textContent = all.every(({ form }) => form === "observation") ? "Mine observationer" : "Mine registreringer";
  section.querySelector("ul").replaceChildren(...all.slice(0, SHOWN).map((record) => row(record)));
  byId("mine-all").hidden = all.length <= SHOWN;
}

/** `hasOffice` tells an account from somebody who came with a code; `isOut`: the session is over; `leaves`: what a guest may do once all is sent. */
function showMe(user, { isOut, hasOffice, leaves }) {
  byId("me").hidden = !user?.name;
  if (!user?.name) return;
  byId("me").querySelector("[data-name]").textContent = user.name;
  byId("me").querySelector("[data-role]").textContent = isOut ? (hasOffice ? "Ikke logget ind lige nu" : "Ikke med lige nu") : ROLES[user.role];
  const part = (name) => byId("me").querySelector(`[data-for="${name}"]`);
  part("office").hidden = isOut || !hasOffice;
  part("sign-in").hidden = !isOut && hasOffice;
  byId("sign-out").hidden = isOut || !hasOffice;
  byId("leave").hidden = !leaves;
  if (leaves) byId("leave").querySelector("[data-word]").textContent = leaves;
}

/** Leaving needs the server; what the phone keeps goes when it has answered. */
async function leave(event) {
  event.preventDefault();
  byId("sign-out-error").hidden = session() !== null;
  if (!session() || (await store.pendingOf(store.GUEST))) return;
  event.target.elements.csrf_token.value = session().csrf_token;
  event.target.submit();
}

/** Signing out needs the server, deletes nothing, and asks when something is not sent. */
async function signOut(event) {
  event.preventDefault();
  const form = event.currentTarget;
  byId("sign-out-error").hidden = session() !== null;
  if (!session()) return;
  const unsent = await store.pendingOf(await store.owner());
  if (unsent && !(await confirmLeaving(unsent))) return;
  form.elements.csrf_token.value = session().csrf_token;
  await store.forget();
  form.submit();
}

async function confirmLeaving(unsent) {
  const dialog = byId("sign-out-dialog");
  dialog.querySelector("[data-text]").textContent = `${unsent} er ikke sendt. De bliver på telefonen og sendes, når du logger ind igen.`;
  return (await ask(dialog)) === "leave";
}
