/** "Er alt sendt?": every record of this person on this phone, with what can be done about it. */
import { ask, byId, element, oneAtATime, onClick, redraw, reveal, say, tell } from "../shared/dom.js";
import { danishDay, time } from "./times.js";
import { drawBegun, startBegun } from "./begun.js";
import { action, correction, row, stateOf, titleOf } from "./rows.js";
import * as safety from "./safety.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { word } from "./words.js";

const list = byId("records");
const ORDER = { missing: -1, older: -1, stopped: 0, sending: 1, photos: 2, waiting: 2, sent: 3 };

export async function start() {
  store.subscribe(draw);
  sync.subscribe(draw);
  startBegun(() => byId("answer").focus());
  onClick(list, "button[data-action]", act);
  byId("send-now").addEventListener("click", () => sync.drain("tap"));
  byId("export-all").addEventListener("click", () => saveCopies(({ state }) => state !== "sent"));
  reveal({ closed: new URLSearchParams(location.search).has("closed") });
  byId("phone-number").textContent = (await store.device()).slice(0, 4).toUpperCase();
  await draw();
}

const draw = oneAtATime(async () => {
  const now = await safety.look();
  const { here, all: records } = now;
  const references = new Map(await Promise.all(here.map(async (who) => [who, await store.reference(who)])));
  const isSending = sync.state().phase === "sending";
  // What is waiting is being sent while a drain is on.
  const shown = (state) => (isSending && ["waiting", "photos"].includes(state) ? "sending" : state);
  const all = records.map((record) => ({ record, state: shown(stateOf(record)) }));
  all.sort((a, b) => ORDER[a.state] - ORDER[b.state]);
  redraw(list, all.map(({ record, state }) => rowOf(record, state, references.get(record.owner))), "record", "action");
  drawBegun(now, references);
  reveal({ nothing: all.length + now.total === 0, "export-all": now.unsent.length > 0 });
  showAnswer(now);
});

function rowOf(record, state, reference) {
  const when = state === "sent" ? word("row.received", { when: time(record.received_at) }) : time(record.captured_at);
  const closed = record.answers ? store.whyNot(record, reference) : null;
  return row(record, { state, when, closed, actions: actionsFor(record, state, closed) });
}

function actionsFor(record, state, closed) {
  if (!record.answers) return []; // of a receipt nothing is left to act upon
  const edit = closed ? [] : [correction(record)];
  if (state === "sent") return edit;
  const copyOut = action("export", word("act.copy"), "download");
  if (state === "sending") return [copyOut];
  const isOnlyPhotos = record.state === "photos" || (state === "stopped" && record.acknowledged === record.revision);
  const remove = isOnlyPhotos && !closed ? [] : [action("remove", word("act.remove"), "trash-2")];
  return [...(state === "stopped" ? wayOut(record) : []), ...edit, copyOut, ...remove];
}

/** A code that has run out needs another code, a photo that cannot be used another photo; all else may be tried again. */
function wayOut({ reason }) {
  if (store.isForbidden({ reason })) return [action("join", word("act.join"), "key-round", "/join")];
  return reason === "photo" ? [] : [action("retry", word("act.retry"), "refresh-cw")];
}

function showAnswer(now) {
  const { phase, sent: done, total, photo } = sync.state();
  byId("answer").textContent = safety.answer(now);
  const isSending = phase === "sending";
  const button = byId("send-now");
  button.setAttribute("aria-disabled", isSending);
  button.classList.toggle("busy", isSending);
  const label = button.querySelector("[data-idle]");
  label.textContent = isSending ? label.dataset.busy : label.dataset.idle;
  const line = {
    sending: photo ? word("queue.sending_photo", { n: photo }) : word("queue.sending", { n: Math.min(done + 1, total), total }),
    idle: "",
    other: "",
  };
  tell(byId("sending"), line[phase] ?? word(`queue.${phase}`), isSending ? "sending" : now.total ? "waiting" : "ready");
}

async function act(button) {
  const { record: id } = button.closest("[data-record]").dataset;
  if (button.dataset.action === "retry") return store.retry(id);
  if (button.dataset.action === "export") return saveCopies((record) => record.id === id);
  const dialog = byId("remove");
  say(dialog, { title: titleOf(await store.record(id)) });
  if ((await ask(dialog)) !== "remove") return undefined;
  await store.remove(id);
  return byId("answer").focus();
}

/** Save records as files that the project leader can take in: one for each owner, whoever of those here has any. */
async function saveCopies(isMeant) {
  const mine = (await store.records(await store.owners())).filter(isMeant);
  for (const who of new Set(mine.map(({ owner }) => owner))) {
    const ids = mine.filter(({ owner }) => owner === who).map(({ id }) => id);
    const file = new Blob([await store.exportQueue(ids, who)], { type: "application/json" });
    const link = element("a", { href: URL.createObjectURL(file), download: `feltbog-${danishDay()}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
