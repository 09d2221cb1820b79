/** "Er alt sendt?": every record of this person on this phone, with what can be done about it. */
import { count, danishDay, time } from "../shared/words.js";
import { whyNot } from "./correctable.js";
import { ask } from "./dialog.js";
import { action, merge, row, titleOf } from "./record-rows.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const byId = (id) => document.getElementById(id);
const list = byId("records");
const ORDER = { missing: -1, older: -1, stopped: 0, sending: 1, photos: 2, waiting: 2, sent: 3 };

export async function start() {
  store.subscribe(draw);
  sync.subscribe(draw);
  list.addEventListener("click", act);
  byId("send-now").addEventListener("click", () => sync.drain("tap"));
  byId("export-all").addEventListener("click", () => copy(null));
  byId("closed").hidden = !new URLSearchParams(location.search).has("closed");
  byId("phone-number").textContent = (await store.device()).slice(0, 4).toUpperCase();
  await draw();
}

async function draw() {
  const here = await store.owners();
  const [records, receipts] = [await store.records(here), await store.receipts(here)];
  const references = new Map(await Promise.all(here.map(async (who) => [who, await store.reference(who)])));
  const all = merge(records, receipts).map((record) => ({ record, state: stateOf(record) }));
  all.sort((a, b) => ORDER[a.state] - ORDER[b.state]);
  const focused = whereFocusIs();
  list.replaceChildren(...all.map(({ record, state }) => rowOf(record, state, references.get(record.owner))));
  focusAgain(focused);
  byId("nothing").hidden = all.length > 0;
  const others = (await store.pendingAll()) - records.filter(({ state }) => state !== "sent").length;
  showAnswer(all.map(({ state }) => state), others + (await store.pendingFacts()));
}

function rowOf(record, state, reference) {
  const when = state === "sent" ? `modtaget ${time(record.received_at)}` : time(record.captured_at);
  const closed = record.answers ? whyNot(record, reference) : null;
  const shown = closed ? { ...record, reason: [record.reason, closed].filter(Boolean).join(" ") } : record;
  return row(shown, { state, when, actions: actionsFor(record, state, closed) });
}

/** What is waiting is being sent while a drain is on. */
function stateOf({ state, status }) {
  if (!state) return status in ORDER ? status : "sent"; // a receipt
  return ["waiting", "photos"].includes(state) && sync.state().phase === "sending" ? "sending" : state;
}

function actionsFor(record, state, closed) {
  const edit = closed ? [] : [action("edit", "Ret", "pencil", `/form/${record.form}?record=${record.id}`)];
  if (["missing", "older"].includes(state)) return [];
  if (state === "sent") return record.answers ? edit : [];
  const copyOut = action("export", "Kopi", "download");
  const remove = action("remove", "Slet", "trash-2");
  if (state === "sending") return [copyOut];
  const isOnlyPhotos = record.state === "photos" || (state === "stopped" && record.acknowledged === record.revision);
  const rest = isOnlyPhotos && !closed ? [...edit, copyOut] : [...edit, copyOut, remove];
  return state === "stopped" ? [...wayOut(record), ...rest] : rest;
}

/** A code that has run out needs another code, a photo that cannot be used another photo; all else may be tried again. */
function wayOut({ reason }) {
  if (/kode|log ind/i.test(reason ?? "")) return [action("join", "Ny kode", "key-round", "/join")];
  return /fjern/i.test(reason ?? "") ? [] : [action("retry", "Prøv igen", "refresh-cw")];
}

/** `others`: what waits on this phone besides these. */
function showAnswer(states, others) {
  const sent = states.filter((state) => state === "sent").length;
  const missing = states.filter((state) => ["missing", "older"].includes(state)).length;
  const unsent = states.length - sent - missing;
  const { phase, sent: done, total, photo } = sync.state();
  byId("answer").textContent = answerOf({ sent, unsent, missing, others });
  byId("export-all").hidden = unsent === 0;
  const isSending = phase === "sending";
  const button = byId("send-now");
  button.setAttribute("aria-disabled", isSending);
  button.classList.toggle("busy", isSending);
  const word = button.querySelector("[data-idle]");
  word.textContent = isSending ? word.dataset.busy : word.dataset.idle;
  const lines = {
    sending: photo ? `Sender foto ${photo}` : `Sender nu: ${Math.min(done + 1, total)} af ${total}`,
    offline: "Ikke net lige nu. Alt er gemt",
    signin: "Log ind, så sender vi",
    join: "Skriv koden igen, så sender vi",
    blocked: "Feltbog svarer ikke lige nu. Alt er gemt",
  };
  byId("sending").textContent = lines[phase] ?? "";
  byId("sending").dataset.state = isSending ? "sending" : unsent ? "waiting" : "ready";
}

function answerOf({ sent, unsent, missing, others }) {
  if (missing) return `Nej. ${count(missing, "registrering", "registreringer")} findes ikke mere på serveren.`;
  if (unsent) return `Nej. ${unsent + others} er på telefonen, ${sent} er sendt.`;
  if (others) return `Nej. ${count(others, "anden ting", "andre ting")} på telefonen er ikke sendt.`;
  return sent ? `Ja. Alt er sendt (${sent}).` : "Ja. Intet venter.";
}

/* Redrawing must not take the focus away from who uses the keyboard. */

const whereFocusIs = () => {
  const button = document.activeElement?.closest("[data-action]");
  return button && list.contains(button) ? [button.closest("[data-record]").dataset.record, button.dataset.action] : null;
};
function focusAgain(where) {
  if (!where) return;
  list.querySelector(`[data-record="${where[0]}"] [data-action="${where[1]}"]`)?.focus({ preventScroll: true });
}

/* What the buttons do */

async function act({ target }) {
  const button = target.closest("button[data-action]");
  if (!button) return;
  const id = button.closest("[data-record]").dataset.record;
  if (button.dataset.action === "retry") await store.retry(id);
  if (button.dataset.action === "export") await copy([id]);
  if (button.dataset.action === "remove") await askAndRemove(id);
}

async function askAndRemove(id) {
  const dialog = byId("remove");
  dialog.querySelector("[data-title]").textContent = titleOf(await store.record(id));
  if ((await ask(dialog)) !== "remove") return;
  await store.remove(id);
  byId("answer").focus();
}

/** Save records as a file that the project leader can take in: a file an owner, whoever of those here has any. */
async function copy(ids) {
  const mine = (await store.records(await store.owners())).filter(({ id, state }) => (ids ? ids.includes(id) : state !== "sent"));
  for (const who of new Set(mine.map(({ owner }) => owner))) await saveCopy(ids, who);
}

async function saveCopy(ids, who) {
  const file = new Blob([await store.exportQueue(ids, who)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `feltbog-${danishDay()}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
