/**
 * The photos that this phone keeps: the pictures themselves, as ArrayBuffers, apart from the records that have them.
 * A record in the queue lists its photos as {id, state: "waiting" | "stopped" | "sent", reason, small}; of one that is sent,
 * the picture stays until the server says that it is in a backup: {received_at, kept_at}. A draft lists {id, small}, or {id, isRaw} of one that is not ready: it lies here as
 * it came, in `raw` instead of `data`.
 */
import { read, readAll, tell, write } from "./database.js";

const LONGEST = 14 * 86_400_000; // ms that a picture stays after it has been received
const WAITING = { state: "waiting", reason: null };
const REFUSED = "Et foto kan ikke modtages. Tag et nyt, eller fjern det.";

/** A record's photos that are still here. */
export const photosLeft = ({ photos = [] }) => photos.filter(({ state }) => state !== "sent");

/** How many a record has and how many of them the server has: {total, received}; of a receipt too. */
export function photoCount({ photos }) {
  if (!Array.isArray(photos)) return { total: photos ?? 0, received: photos ?? 0 };
  return { total: photos.length, received: photos.filter(({ state }) => state === "sent").length };
}

/**
 * A record as people should see it: one whose text is sent goes on waiting for its photos ("photos"), and is stopped
 * when the only photos left are.
 */
export function withPhotos(record) {
  const left = photosLeft(record);
  if (record.state !== "sent" || left.length === 0) return record;
  const isStopped = left.every(({ state }) => state === "stopped");
  return { ...record, state: isStopped ? "stopped" : "photos", reason: isStopped ? left[0].reason : null };
}

/** Photos that were stopped are tried again. */
export const photosAgain = (photos) => photos?.map((one) => (one.state === "stopped" ? { ...one, ...WAITING } : one));

/** The picture of a photo, as it will be sent. → {id, record, data: ArrayBuffer, small} or undefined */
export const photo = (id) => read("photos", id);

/* Within a transaction of the store: `photos` is its object store */

/**
 * Hand the photos that a record's answers name over from its draft, and let go of those that they name no longer.
 * Throws when a picture is not there: then nothing is saved. → the record's list
 */
export async function takeOver(photos, record, before) {
  const wanted = record.answers.photos ?? [];
  const known = photosAgain(before?.photos) ?? [];
  for (const { id } of known) {
    if (!wanted.includes(id)) await photos.delete(id);
  }
  const list = [];
  for (const id of wanted) list.push(known.find((one) => one.id === id) ?? (await claim(photos, id, record.id)));
  return list;
}

async function claim(photos, id, record) {
  const kept = await photos.get(id);
  if (!kept?.data) throw new DOMException(`the photo ${id} is not there`, "NotFoundError");
  await photos.put({ ...kept, record });
  return { id, ...WAITING, small: kept.small };
}

/** Put a draft's new photos in, and those that it has let go of away. */
export async function putDrafted(photos, draft, { add = [], drop = [] }) {
  for (const one of add) await photos.put({ ...one, record: draft });
  for (const id of drop) await photos.delete(id);
}

/* Sending */

/** The next photo of a person that can be sent: its record has arrived, and it is none of `tried`. */
export async function nextPhoto(who, tried) {
  for (const record of await readAll("queue")) {
    if (record.owner !== who || record.acknowledged === 0) continue;
    const next = photosLeft(record).find(({ id, state }) => state === "waiting" && !tried.has(id));
    if (next) return { ...(await photo(next.id)), id: next.id, record: record.id };
  }
  return null;
}

/**
 * The server has this very picture, since `received_at` by its own clock; the phone keeps it until a backup has it too. `again`:
 * what the record's owner was offering when it was sent (store.js); what another generation of the server received, means nothing.
 */
export const photoReceived = ({ id, record }, received_at = null, again = undefined) =>
  change(id, record, (one, now) => (now === again ? { ...one, ...WAITING, state: "sent", received_at, kept_at: Date.now() } : one));

/** It will never be taken as it is; `reason` says why, and stays until somebody does something about it. */
export const stopPhoto = ({ id, record }, reason = REFUSED) =>
  change(id, record, (one) => ({ ...one, state: "stopped", reason }));

const isKept = (one) => one.state === "sent" && one.kept_at;

/** Whether a record still has pictures that the server may lose. */
export const keepsPhotos = ({ photos = [] }, now) => Array.isArray(photos) && photos.some((one) => isKept(one) && now - one.kept_at < LONGEST);

/**
 * Let go of received pictures that are in a backup (the server's moments), or have stayed for 14 days. What another generation
 * of the server has received need not be in any backup of this one.
 */
export async function releasePhotos({ generation, backed_up_through }) {
  const keeping = (await readAll("queue")).filter(({ photos }) => Array.isArray(photos) && photos.some(isKept));
  if (keeping.length === 0) return;
  const owners = [...new Set(keeping.map(({ owner }) => owner))];
  const met = await Promise.all(owners.map((owner) => read("meta", `met/${owner}`)));
  const here = owners.filter((_, number) => met[number] === generation);
  const isBackedUp = ({ received_at }) => Date.parse(received_at ?? "") < Date.parse(backed_up_through ?? "");
  await release((one, { owner }) => (here.includes(owner) && isBackedUp(one)) || Date.now() - one.kept_at > LONGEST);
}

/** Run a write that needs room; where there is none, received pictures make it, the oldest first. */
export async function makeRoom(work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error.name !== "QuotaExceededError" || !(await releaseOldest())) throw error;
    }
  }
}

async function releaseOldest() {
  const kept = (await readAll("queue")).flatMap(({ photos }) => (Array.isArray(photos) ? photos : [])).filter(isKept);
  const oldest = kept.sort((a, b) => a.kept_at - b.kept_at)[0];
  if (oldest) await release(({ id }) => id === oldest.id);
  return oldest !== undefined;
}

/** → how many pictures went */
const release = (isDue) =>
  write(["queue", "photos"], async (queue, photos) => {
    let gone = 0;
    for (const record of await queue.getAll()) {
      const due = (Array.isArray(record.photos) ? record.photos : []).filter((one) => isKept(one) && isDue(one, record));
      for (const { id } of due) await photos.delete(id);
      const left = record.photos?.map?.((one) => (due.includes(one) ? { id: one.id, ...WAITING, state: "sent" } : one));
      if (due.length) await queue.put({ ...record, photos: left });
      gone += due.length;
    }
    return gone;
  });

async function change(id, recordId, how) {
  await write(["queue", "meta"], async (queue, meta) => {
    const record = await queue.get(recordId);
    const again = record && (await meta.get(`again/${record.owner}`));
    const changed = record?.photos?.map((one) => (one.id === id ? how(one, again) : one));
    if (changed) await queue.put({ ...record, photos: changed });
  });
  tell();
}

/* Out of the phone */

/** The pictures of records that are still here, for a file: [{id, data}], in base64. */
export async function photosForFile(records) {
  const files = [];
  for (const { id } of records.flatMap(photosLeft)) {
    const kept = await photo(id);
    if (kept) files.push({ id, data: await base64(kept.data) });
  }
  return files;
}

function base64(data) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([data]));
  });
}
