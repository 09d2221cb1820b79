/**
 * The draft behind a form: named in the page's address from the first change on, kept at every change, the same in every tab.
 * A contact's is in this page's memory alone: whatever else a page keeps, browsers write to the disk.
 */
import { byId } from "../shared/dom.js";
import * as store from "./store.js";

const { form: name } = byId("form").dataset;
const parameters = new URLSearchParams(location.search);
export const correcting = parameters.get("record"); // the id of a record
/** Whether it goes with the page. */
export const isInMemory = name === "contact";
const named = isInMemory ? null : parameters.get("draft");
let instance = correcting ?? named ?? crypto.randomUUID();
let newId = instance; // of its record
let last = null; // as this page wrote or read it last
let hasFailed = false; // to be written the last time
let writing = 0;
let isNamed = correcting !== null || isInMemory;

/** The draft that the address names, or undefined. One that is gone is never begun again under its old name: it may be a record. */
export async function load() {
  if (isInMemory) return undefined;
  last = (await store.loadDraft(name, instance)) ?? null;
  if (named) newId = last?.id ?? crypto.randomUUID();
  if (named && !last) instance = newId;
  isNamed ||= last !== null;
  return last ?? undefined;
}

/** Whether the page stands for a draft that was saved meanwhile. → the id of its record, or null */
export const savedAs = async () => (named && (await store.record(named)) ? named : null);

/** A reload, a crash or the camera brings it back: the address says which one it is. */
export function nameIt() {
  if (isNamed) return; // browsers put up with a hundred of them in half a minute
  history.replaceState(null, "", store.addressOf({ form: name, instance }));
  isNamed = true;
}

/** Write it. `owner` is whose record is corrected. */
export async function keep(content, pictures, owner) {
  const { owner: whose = owner, begun_at = last?.updated_at } = last ?? {};
  if (isInMemory) {
    last = { owner: whose ?? (await store.owner(name)) };
    return;
  }
  const known = { id: recordId(), ...(whose && { owner: whose }), ...(begun_at && { begun_at }) };
  writing += 1;
  try {
    const stamp = crypto.randomUUID();
    last = await store.saveDraft({ form: name, instance, stamp, ...known, ...content }, pictures);
    hasFailed = false;
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    writing -= 1;
  }
}

/** Everything in it was taken back. */
export async function drop() {
  const gone = last;
  last = null;
  hasFailed = false;
  if (gone?.key) await store.discardDraft(gone.key);
}

export const isLost = () => hasFailed;
export const key = () => last?.key ?? null;
export const owner = () => last?.owner;
/** The id of the record that it becomes: the same in every tab, so that it is one record. */
export const recordId = () => correcting ?? last?.id ?? newId;
/** How many others wait besides it; a contact and a correction ask nothing. */
export const others = async () => (correcting || isInMemory ? [] : (await store.overview()).drafts).filter((one) => one.key !== last?.key).length;

/** What another tab did with it since. → {draft} as it wrote it, {saved: the record's id}, {isGone}, or null */
export async function elsewhere() {
  if (!last || isInMemory) return null;
  const before = last;
  const now = await store.loadDraft(name, instance);
  if (writing || last !== before || now?.stamp === last.stamp) return null;
  if (now) return { draft: (last = now) };
  if (correcting) return { isGone: true };
  return (await store.record(last.id)) ? { saved: last.id } : { isGone: true };
}
