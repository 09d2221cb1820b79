/** After saving: the record is on the phone for good; only whether it is sent still changes. */
import { byId, say } from "../shared/dom.js";
import { time } from "./times.js";
import { action, correction, photoWords, row } from "./rows.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { word, words } from "./words.js";

const saved = byId("saved");

/** Show the receipt in the form's place. */
export async function showReceipt(id) {
  document.body.dataset.page = "saved";
  byId("form").hidden = true;
  saved.hidden = false;
  const update = () => draw(id);
  store.subscribe(update);
  sync.subscribe(update);
  await update();
  scrollTo(0, 0);
  saved.focus();
}

async function draw(id) {
  const [record, { all }] = [await store.record(id), await store.overview()];
  const known = record ?? all.find((one) => one.id === id);
  if (!known) return;
  const state = record?.state ?? "sent";
  const isSent = state === "sent";
  saved.dataset.state = state;
  const heading = saved.querySelector("h1");
  heading.textContent = isSent ? heading.dataset.sent : heading.dataset.saved;
  const step = byId("sent-step");
  step.toggleAttribute("data-done", isSent);
  for (const mark of step.querySelectorAll("[data-when]")) mark.hidden = (mark.dataset.when === "sent") !== isSent;
  const photos = photoWords(known);
  const [title, text] = isSent ? sentWords(known, photos) : waitingWords(record);
  say(step, { title, text });
  const isOpen = record && !store.whyNot(record, await store.reference(record.owner));
  const list = action("all", word(all.length > 1 ? "act.list_all" : "act.list", { n: all.length }), "list", "/queue");
  saved.querySelector(".records").replaceChildren(row(known, { actions: isOpen ? [correction(record), list] : [list] }));
}

/** Of what is not sent there is no time to say. */
const sentWords = ({ received_at }, photos) =>
  [word("receipt.sent"), word(photos ? "receipt.received_photos" : "receipt.received", { when: time(received_at), photos })];

function waitingWords(record) {
  const { phase, error } = sync.state();
  if (record.state === "stopped") return [word("state.stopped"), word(`reason.${record.reason}`)];
  // What keeps an account's records here is nothing to a guest, and the other way round.
  const isAsked = phase === "signin" ? record.owner !== store.GUEST : record.owner === store.GUEST || phase === "enter";
  if (["signin", "join", "enter"].includes(phase) && isAsked) return words(`receipt.${phase}`);
  if (phase === "blocked") return [word("receipt.blocked"), error];
  if (record.state === "photos") return words("receipt.photos", { photos: photoWords(record) });
  return words(["sending", "offline"].includes(phase) ? `receipt.${phase}` : "receipt.soon");
}
