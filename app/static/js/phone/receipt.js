/** After saving: the record is on the phone for good; only whether it is sent still changes. */
import { time } from "../shared/words.js";
import { whyNot } from "./correctable.js";
import { action, photoWords, row } from "./record-rows.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const saved = document.getElementById("saved");

/** Show the receipt in the form's place. */
export async function showReceipt(id) {
  document.body.dataset.page = "saved";
  document.getElementById("form").hidden = true;
  saved.hidden = false;
  const update = () => draw(id);
  store.subscribe(update);
  sync.subscribe(update);
  await update();
  scrollTo(0, 0);
  saved.focus();
}

async function draw(id) {
  const here = await store.owners();
  const [record, receipts, records] = [await store.record(id), await store.receipts(here), await store.records(here)];
  const receipt = receipts.find((one) => one.id === id);
  const known = record ?? receipt;
  if (!known) return;
  const isSent = (record?.state ?? "sent") === "sent";
  const isStopped = record?.state === "stopped";
  saved.dataset.state = isSent ? "sent" : record.state;
  const heading = saved.querySelector("h1");
  heading.textContent = isSent ? heading.dataset.sent : heading.dataset.saved;
  const photos = photoWords(known);
  const step = document.getElementById("sent-step");
  step.toggleAttribute("data-done", isSent);
  for (const mark of step.querySelectorAll("[data-when]")) mark.hidden = (mark.dataset.when === "sent") !== isSent;
  const [title, text] = isSent
    ? ["Sendt", [`Modtaget ${time(known.received_at)}.`, photos && `${photos}.`].filter(Boolean).join(" ")]
    : isStopped
      ? ["Stoppet", record.reason]
      : waitingWords(record, sync.state().phase);
  step.querySelector("[data-title]").textContent = title;
  step.querySelector("[data-text]").textContent = text;

  const all = new Set([...records, ...receipts].map((one) => one.id)).size;
  const correct = record && !whyNot(record, await store.reference(record.owner)) ? [action("edit", "Ret", "pencil", `/form/${record.form}?record=${id}`)] : [];
  const list = action("all", all > 1 ? `Se alle ${all}` : "Se listen", "list", "/queue");
  saved.querySelector(".records").replaceChildren(row(known, { actions: [...correct, list] }));
}

function waitingWords(record, phase) {
  if (record.state === "photos" && !["signin", "join", "blocked"].includes(phase)) return ["Fotos er på vej", `Teksten er modtaget. ${photoWords(record)}.`];
  if (phase === "sending") return ["Sender", "Det tager et øjeblik."];
  if (phase === "signin") return ["Venter på, at du logger ind", "Så sender vi det."];
  if (phase === "join") return ["Venter på koden", "Skriv koden igen på forsiden, så sender vi det."];
  if (phase === "blocked") return ["Feltbog svarer ikke lige nu", sync.state().error];
  return ["Venter på net", "Vi sender det, når der er net."];
}
