/**
 * The pictures that this phone keeps, as ArrayBuffers, apart from the records that list them as {id, state: "waiting", "stopped"
 * or "sent", reason, small}; of one that is sent, the picture stays until the server has it in a backup: {received_at, kept_at}.
 * A draft lists {id, small}. One that is not ready has `isRaw` in either list: it lies here as it came, in `raw` instead of `data`.
 */
import { isOver, now as present } from "./clock.js";
import { changeEach, read, readAll, write, writeAndTell } from "./database.js";
import { localTime } from "./times.js";

const LONGEST = 14 * 86_400_000; // ms that a picture stays after it has been received
const MOST_ORIGINALS = 3; // that lie here as they came: each takes many times the room of one that is ready
const MOST_TRIES = 2; // a picture that is too much for the phone must not cost its pages their life again and again
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

/** Within a transaction: the pictures that come into a draft, which lists them already, and those that it lets go of. */
export async function changePictures({ drafts, queue, photos }, key, { add = [], drop = [] }) {
  for (const one of add) await photos.put({ ...one, record: key });
  for (const id of drop) await photos.delete(id);
  if (!add.some(({ raw }) => raw)) return;
  const listed = [...(await drafts.getAll()), ...(await queue.getAll())].flatMap(photosOf).filter(({ isRaw }) => isRaw);
  const there = await Promise.all([...new Set(listed.map(({ id }) => id))].map((id) => photos.getKey(id)));
  if (there.filter(Boolean).length > MOST_ORIGINALS) throw new DOMException("others come first", "OriginalsError");
}

/**
 * Hand the pictures that a record's answers name over to it from its draft, ready or not, and drop the others. It goes on without one
 * that is not there. → {answers, photos: its list, left_out: whether it lacks one}
 */
export async function takeOver(queue, photos, record, before) {
  const { photos: wanted = [], ...answers } = record.answers;
  const known = new Map((photosAgain(before?.photos) ?? []).map((one) => [one.id, one]));
  for (const id of known.keys()) if (!wanted.includes(id)) await photos.delete(id);
  const list = [];
  for (const id of wanted) list.push(known.get(id) ?? (await taken(queue, photos, id, record.id)));
  const there = list.filter(Boolean);
  return { answers: naming(answers, there), photos: there, left_out: there.length < wanted.length };
}

const naming = (answers, list) => (list.length ? { ...answers, photos: list.map(({ id }) => id) } : answers);

/** A record's own from now on; of one that another tab has saved with its record, a copy. → its line in the list; null where it is not there */
async function taken(queue, photos, id, record) {
  const kept = await photos.get(id);
  const isAnothers = kept && kept.record !== record && (await queue.get(kept.record));
  if (!kept || (isAnothers && !kept.data)) return null;
  const own = { ...kept, id: isAnothers ? crypto.randomUUID() : id, record };
  await photos.put(own);
  return { id: own.id, ...WAITING, ...(own.data ? { small: own.small } : { isRaw: true }) };
}

/** The first picture that a record waits for and that is not ready: its id, or null. */
export async function nextOriginal() {
  const all = (await readAll("queue")).flatMap(photosOf);
  return all.find(({ isRaw }) => isRaw)?.id ?? null;
}

const triesOf = (id) => `tries/${id}`;

/**
 * Count a try to make a picture ready before it begins, unless it goes on with one that was broken off.
 * → the picture as it came; null where nothing is left to do: it is ready, gone, or given up now
 */
export async function beginTry(id, goesOn) {
  // No transaction reads the picture and holds up other stores meanwhile: its page may be left at any moment.
  const tries = await write(["meta"], async (meta) => {
    const count = ((await meta.get(triesOf(id))) ?? 0) + (goesOn ? 0 : 1);
    await meta.put(count, triesOf(id));
    return count;
  });
  const kept = await photo(id);
  if (kept?.raw && tries <= MOST_TRIES) return kept.raw;
  await endTries(id, kept?.data ? kept : null);
  return null;
}

/** A picture is ready ({data, small}), or never will be: then the next revision of its record is without it; a draft's form sees to that itself. */
export const endTries = (id, made) =>
  makeRoom(() =>
    writeAndTell(["photos", "queue", "drafts", "meta"], async (photos, queue, drafts, meta) => {
      await meta.delete(triesOf(id));
      const lists = (one) => photosOf(one).some((each) => each.id === id);
      const holder = (await queue.getAll()).find(lists) ?? (await drafts.getAll()).find(lists);
      const isMeant = (one) => photosOf(one).some((each) => each.id === id && each.isRaw);
      if (holder && !isMeant(holder)) return; // another tab was quicker
      const isReady = made && (await photos.getKey(id));
      const record = holder?.key ?? holder?.id ?? (isReady && (await photos.get(id)).record);
      if (isReady) await photos.put({ id, record, data: made.data, small: made.small });
      else await photos.delete(id);
      for (const store of isReady ? [queue, drafts] : [queue]) await changeEach(store, isMeant, isReady ? having(id, made.small) : without(id));
    }, { saved: true }));

const having = (id, small) => (holder) => {
  const ready = ({ isRaw: _raw, ...one }) => ({ ...one, small });
  return { ...holder, photos: holder.photos.map((one) => (one.id === id ? ready(one) : one)) };
};

const without = (unwanted) => (record) => {
  const { photos: all, revision } = record;
  const { photos: _ids, ...answers } = record.answers;
  const photos = all.filter(({ id }) => id !== unwanted);
  const goes = record.state === "sent" ? WAITING : {};
  return { ...record, ...goes, answers: naming(answers, photos), photos, left_out: true, revision: revision + 1, saved_at: localTime() };
};

/** Those that a record or a draft lists. */
export async function deletePictures(photos, holder) {
  for (const { id } of photosOf(holder)) await photos.delete(id);
}

/** A record goes, with its pictures. */
export async function deleteRecord(queue, photos, record) {
  await deletePictures(photos, record);
  await queue.delete(record.id);
}

/** The next photo of a person that can be sent: its record has arrived, and it is none of `tried`. */
export async function nextPhoto(who, tried) {
  for (const record of await readAll("queue")) {
    if (record.owner !== who || record.acknowledged === 0) continue;
    const next = photosLeft(record).find(({ id, state, isRaw }) => state === "waiting" && !isRaw && !tried.has(id));
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
