/** What home and queue show of what is not saved: drafts as rows, and that others have left something here. */
import { ask, byId, element, onClick, redraw, reveal, say } from "../shared/dom.js";
import { time } from "./times.js";
import { action, draftRow, lineOf, titleOf } from "./rows.js";
import * as store from "./store.js";
import { word } from "./words.js";

const list = () => byId("drafts");
let drawn = [];

/** `settle` puts the focus somewhere once a row is gone. */
export function startBegun(settle) {
  onClick(list(), "button[data-action]", async (button) => {
    const { draft: key } = button.closest("[data-draft]").dataset;
    if (await (button.dataset.action === "save" ? save(key, button) : discard(key))) settle();
  });
}

/** `references`: by owner, what is open. */
export function drawBegun({ all, drafts, theirs }, references) {
  const records = new Map(all.map((one) => [one.id, one]));
  // A correction of an earlier release has no words of its own.
  drawn = drafts.map((one) => ({ title: records.get(one.record)?.title, icon: records.get(one.record)?.icon, ...one }));
  redraw(list(), drawn.map((one) => rowOf(one, records.get(one.record), references.get(one.owner))), "draft", "action");
  reveal({ drafts: drafts.length > 0, others: theirs.length > 0 });
  if (theirs.length) drawOthers(theirs);
}

/** A correction of what can be corrected no more can only be thrown away. */
function rowOf(draft, corrected, reference) {
  const isGone = draft.record && !corrected?.answers;
  const closed = isGone ? "gone" : draft.record ? store.whyNot(corrected, reference) : null;
  const discardIt = action("discard", word("act.discard"), "trash-2");
  if (closed) return draftRow(draft, { reason: word(`reason.${closed}`), actions: [discardIt] });
  const goOn = action("continue", word("act.continue"), "pencil", store.addressOf(draft));
  return draftRow(draft, { actions: [goOn, ...saving(draft), discardIt] });
}

/** Of a draft of an earlier release nobody knows whether it is complete. */
function saving(draft) {
  if (store.isComplete(draft)) return [action("save", word("act.save"), "check")];
  if (!draft.lacks) return [];
  const { what, isWrong } = draft.lacks;
  return [element("span", { className: "record-lacks" }, word(isWrong ? "draft.wrong" : "draft.missing", { what }))];
}

/** What cannot be saved from here, such as a photo that is not ready, is seen to in the form. → whether it is saved */
async function save(key, button) {
  button.setAttribute("aria-disabled", "true");
  try {
    await store.saveDrafted(key);
    navigator.vibrate?.(40);
    store.persist();
    return true;
  } catch {
    location.assign(button.closest("[data-draft]").querySelector("a").href);
    return false;
  }
}

async function discard(key) {
  const dialog = byId("discard");
  say(dialog, { title: lineOf(drawn.find((one) => one.key === key)) });
  if ((await ask(dialog)) !== "discard") return false;
  await store.discardDraft(key);
  return true;
}

/** Another account's: form and time, and who must sign in for it. Never more: it is theirs. */
async function drawOthers(theirs) {
  say(byId("others"), { title: word("people.others", { n: theirs.length }) });
  const whose = await Promise.all(theirs.map(async (one) => [await store.roleOf(one), one]));
  const lines = whose.map(([, one]) => [titleOf({ form: one.form }), time(one.captured_at ?? one.begun_at ?? one.updated_at)].join(" · "));
  byId("others").querySelector("ul").replaceChildren(...lines.map((text) => element("li", {}, text)));
  const roles = new Set(whose.map(([role]) => word(`sends.${role}`)));
  byId("others").querySelector("[data-text]").textContent = [...roles].join(" ");
}
