/**
 * The pictures that this phone keeps, as ArrayBuffers, apart from the records that list them as {id, state: "waiting", "stopped"
 * or "sent", reason, small}; of one that is sent, the picture stays until the server has it in a backup: {received_at, kept_at}.
 * A draft lists {id, small}, or {id, isRaw} of one that is not ready: it lies here as it came, in `raw` instead of `data`.
 */
import { isOver, now as present } from "./clock.js";
import { read, readAll, write, writeAndTell } from "./database.js";

const LONGEST = 14 * 86_400_000; // ms that a picture stays after it has been received
const WAITING = { state: "waiting", reason: null };

const isKept = (one) => one.state === "sent" && one.kept_at;
/** The list of a record; a receipt has only their number, and a record of old nothing. */
const photosOf = ({ photos }) => (Array.isArray(photos) ? photos : []);
/** A record's photos that are still here. */
export const photosLeft = (record) => photosOf(record).filter(({ state }) => state !== "sent");

/** How many a record has and how many of them the server has: {total, received}; of a receipt too. */
export function photoCount({ photos }) {
  if (!Array.isArray(photos)) return { total: photos ?? 0, received: photos ?? 0 };
  return { total: photos.length, received: photos.filter(({ state }) => state === "sent").length };
}

/** As people should see a record: once its text is sent, it waits for its photos ("photos"), or is stopped as those that are left. */
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

/** Hand the photos that a record's answers name over from its draft, and drop the others; throws when one is not there. → its list */
export async function takeOver(photos, record, before) {
  const wanted = record.answers.photos ?? [];
  const list = new Map((photosAgain(before?.photos) ?? []).map((one) => [one.id, one]));
  for (const id of list.keys()) if (!wanted.includes(id)) await photos.delete(id);
  for (const id of wanted.filter((each) => !list.has(each))) {
    const kept = await photos.get(id);
    if (!kept?.data) throw new DOMException(`the photo ${id} is not there`, "NotFoundError");
    await photos.put({ ...kept, record: record.id });
    list.set(id, { id, ...WAITING, small: kept.small });
  }
  return wanted.map((id) => list.get(id));
}

/** A record goes, with its pictures. */
export async function deleteRecord(queue, photos, record) {
  for (const { id } of photosOf(record)) await photos.delete(id);
  await queue.delete(record.id);
}

/** The next photo of a person that can be sent: its record has arrived, and it is none of `tried`. */
export async function nextPhoto(who, tried) {
  for (const record of await readAll("queue")) {
    if (record.owner !== who || record.acknowledged === 0) continue;
    const next = photosLeft(record).find(({ id, state }) => state === "waiting" && !tried.has(id));
    if (next) return { ...(await photo(next.id)), id: next.id, record: record.id };
  }
  return null;
}

/** The server has this very picture since `received_at`; where its owner offers to another generation now than then, it means nothing. */
export const photoReceived = (photo, received_at, again) =>
  change(photo, (one, now) => (now === again ? { ...one, ...WAITING, state: "sent", received_at, kept_at: present() } : one));

/** It will never be taken as it is; `reason` says why, and stays until somebody does something about it. */
export const stopPhoto = (photo, reason = "photo") => change(photo, (one) => ({ ...one, state: "stopped", reason }));

const change = ({ id, record: ofRecord }, how) =>
  writeAndTell(["queue", "meta"], async (queue, meta) => {
    const record = await queue.get(ofRecord);
    if (!record) return;
    const again = await meta.get(`again/${record.owner}`);
    await queue.put({ ...record, photos: photosOf(record).map((one) => (one.id === id ? how(one, again) : one)) });
  });

export const keepsPhotos = (record, now) => photosOf(record).some((one) => isKept(one) && !isOver(one.kept_at, LONGEST, now));

/** They wait again: another generation of the server may not have them. */
export const keptAgain = (record) => photosOf(record).map((one) => (isKept(one) ? { ...one, state: "waiting" } : one));

/** Let go of received pictures that are in a backup of this generation of the server, by its moments, or have stayed for 14 days. */
export async function releasePhotos({ generation, backed_up_through }) {
  const keeping = (await readAll("queue")).filter((record) => photosOf(record).some(isKept));
  const met = new Map();
  for (const { owner } of keeping) if (!met.has(owner)) met.set(owner, await read("meta", `met/${owner}`));
  if (met.size === 0) return;
  const isBackedUp = ({ received_at }) => Date.parse(received_at ?? "") < Date.parse(backed_up_through ?? "");
  await release((one, { owner }) => (met.get(owner) === generation && isBackedUp(one)) || isOver(one.kept_at, LONGEST));
}

/** Run a write that needs room; where there is none, received pictures make it, the oldest first. */
export async function makeRoom(work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
      const kept = (await readAll("queue")).flatMap(photosOf).filter(isKept);
      const [oldest] = kept.sort((a, b) => a.kept_at - b.kept_at);
      if (!oldest) throw error;
      await release(({ id }) => id === oldest.id);
    }
  }
}

const release = (isDue) =>
  write(["queue", "photos"], async (queue, photos) => {
    for (const record of await queue.getAll()) {
      const due = photosOf(record).filter((one) => isKept(one) && isDue(one, record));
      for (const { id } of due) await photos.delete(id);
      const left = photosOf(record).map((one) => (due.includes(one) ? { id: one.id, ...WAITING, state: "sent" } : one));
      if (due.length) await queue.put({ ...record, photos: left });
    }
  });
