/** Drafts: what somebody has begun and not saved. Each is a row until it is saved or thrown away; a contact's is never kept (form-draft.js). */
import { localTime } from "./times.js";
import { read, readAll, tell, write, writeAndTell } from "./database.js";
import { draftKey, UNCLAIMED, owner, owners } from "./identity.js";
import { changePictures, makeRoom } from "./photo-store.js";

// A release before this one kept contacts' in the tab's storage, which browsers write to the disk.
try {
  for (const key of Object.keys(sessionStorage)) if (key.includes("/contact/")) sessionStorage.removeItem(key);
} catch {
  // Where it is forbidden, there is nothing in it.
}

/** Whatever stands in it: those that are complete lack nothing; of an earlier release's nobody knows. */
export const isComplete = ({ lacks }) => lacks === null;
/** Where a form goes on with it. */
export const addressOf = ({ form, instance, record }) =>
  `/form/${form}?${record ? "record" : "draft"}=${encodeURIComponent(record ?? instance)}`;

/** → {key, owner, form, instance, id: of the record that it becomes, answers, record: what it corrects, lacks: {what, isWrong} or null, begun_at, updated_at, …} or undefined */
export async function loadDraft(form, instance) {
  const whose = new Set([await owner(form), ...(await owners())]);
  for (const key of [...whose].map((who) => draftKey(who, form, instance))) {
    const found = await read("drafts", key);
    if (found) return found;
  }
  return undefined;
}

/** Keep a draft, in one transaction with the pictures that came into it and that it let go of: {add: [{id, data, small} or {id, raw}], drop: [id]}. → it */
export async function saveDraft(draft, pictures = null) {
  // What was begun before anybody joined belongs to whoever has joined since.
  const who = (draft.owner === UNCLAIMED ? null : draft.owner) ?? (await owner(draft.form));
  const key = draftKey(who, draft.form, draft.instance);
  const now = localTime();
  const kept = { record: null, revision: 0, begun_at: now, id: draft.record ?? crypto.randomUUID(), ...draft, key, owner: who, updated_at: now };
  const put = async (drafts, photos, queue) => {
    await drafts.put(kept); // at once: the page may go right after
    if (who !== UNCLAIMED) await drafts.delete(draftKey(UNCLAIMED, draft.form, draft.instance));
    if (pictures) await changePictures({ drafts, photos, queue }, key, pictures);
  };
  await (pictures ? makeRoom(() => write(["drafts", "photos", "queue"], put)) : write(["drafts"], put, "relaxed"));
  tell();
  return kept;
}

/** Whoever sends tells the server of them soon. */
export const announce = () => tell({ saved: true });

/** Only after the person has said yes. A picture that a record in the queue has stays. */
export const discardDraft = (key) =>
  writeAndTell(["drafts", "photos", "queue"], async (drafts, photos, queue) => {
    for (const { id } of (await drafts.get(key))?.photos ?? []) {
      const kept = await photos.get(id);
      if (kept && !(await queue.get(kept.record))) await photos.delete(id);
    }
    await drafts.delete(key);
  }, { saved: true });

/** How many complete ones there are, everybody's, and how many of them the server has last heard of. */
export const completeDrafts = async () => (await readAll("drafts")).filter(isComplete).length;
export const draftsTold = async () => (await read("meta", "drafts_told")) ?? 0;
export async function noteDraftsTold(number) {
  if ((await draftsTold()) !== number) await write(["meta"], (meta) => meta.put(number, "drafts_told"), "relaxed");
}
