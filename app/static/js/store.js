/**
 * What this phone keeps: the queue, receipts, drafts and who is here, apart by person.
 * Nothing unsent is ever deleted, except by `remove`, which a person has confirmed.
 */
import { device, read, readAll, tell, write } from "./database.js";
import { photoCount, photosAgain, photosForFile, photosLeft, putDrafted, takeOver, withPhotos } from "./photo-store.js";

export { device, dismissLoss, health, persist, subscribe } from "./database.js";
export { failPhoto, nextPhoto, photo, photoCount, photoReceived, photosLeft, stopPhoto } from "./photo-store.js";

const CORRECTABLE = 14 * 86_400_000; // ms after the first time that the server has it
const MOST_FAILURES = 3;
const WAITING = { state: "waiting", reason: null, failures: 0 };
const KEPT_BY_SERVER = new Set(["stored", "updated", "unchanged", "stale", "quarantined"]);
export const FORBIDDEN = "Gemt her. Adgangen gælder ikke mere. Få en ny kode, eller log ind.";
const REFUSED = "Gemt her. Den kan ikke modtages. Gem en kopi, og vis den til projektlederen.";

/* Who is here */

const NOBODY = { user: null, forms: [], ended: false };

/** Who is here: {user, forms, ended}; `ended` when their session is over. No name before the server has given one. */
export async function person() {
  const known = (await read("meta", "person")) ?? NOBODY;
  const [id, forms] = here()?.split("/") ?? [];
  if (id === undefined || id === (known.user?.id ?? "")) return known;
  return id ? { user: { id, name: "", role: "" }, forms: forms.split("+").filter(Boolean), ended: false } : NOBODY;
}

/** Comes with the answer that signs in or out, so that it is right even when the network goes before the next one. */
const here = () => cookie("__Host-feltbog_here") ?? cookie("feltbog_here"); // over HTTPS, and on a developer's machine

const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);

/** Whose queue and drafts this page shows: a user's id, or "phone" before anybody joined. */
export const owner = async () => (await person()).user?.id ?? "phone";

/**
 * Remember an answer of /api/session. A session that merely ended changes
 * nobody: the same person goes on capturing, and signs in when there is time.
 */
export async function setPerson({ user, forms }) {
  const before = await person();
  const now = user ? { user, forms, ended: false } : { ...before, ended: before.user !== null };
  if (JSON.stringify(before) === JSON.stringify(now)) return now;
  await write(["meta", "queue"], async (meta, queue) => {
    await meta.put(now, "person");
    for (const record of await queue.getAll()) {
      const wasForbidden = [record, ...photosLeft(record)].some(({ reason }) => reason === FORBIDDEN);
      const mayGoNow = record.owner === user?.id && wasForbidden && forms.includes(record.form);
      if (mayGoNow) await queue.put(again(record));
    }
  });
  if (user) await adoptDrafts(user.id, forms);
  tell({ saved: true });
  return now;
}

/** Somebody signed out on purpose: the next one starts afresh; what was left waits for its owner. */
export async function forget() {
  await write(["meta"], (meta) => meta.delete("person"));
  tell();
}

/** What was written before anybody joined belongs to the first one who does; a contact, to the first counsellor. */
export function adoptDrafts(userId, forms) {
  const isTheirs = ({ owner, form }) => owner === "phone" && (form !== "contact" || forms.includes(form));
  return write(["drafts", "queue"], async (drafts, queue) => {
    for (const draft of (await drafts.getAll()).filter(isTheirs)) {
      const key = draftKey(userId, draft.form, draft.instance);
      if (await drafts.get(key)) continue; // theirs is newer; the other stays
      await drafts.delete(draft.key);
      await drafts.put({ ...draft, key, owner: userId });
    }
    for (const record of (await queue.getAll()).filter(isTheirs)) await queue.put({ ...record, owner: userId });
  });
}

/* Drafts. Those of contacts stay in this tab's memory: they never reach the disk. */

const draftKey = (who, form, instance) => `${who}/${form}/${instance}`;
const inTab = (form) => form === "contact";

/** → {key, owner, form, instance, answers, record, revision, updated_at} or undefined */
export async function loadDraft(form, instance) {
  const key = draftKey(await owner(), form, instance);
  return inTab(form) ? (JSON.parse(sessionStorage.getItem(key)) ?? undefined) : read("drafts", key);
}

/**
 * Keep {form, instance, answers, record, revision, photos}; → the draft with its key. Pictures that are new in it come
 * in, and those that it has let go of go, in the same transaction: `pictures` is {add: [{id, data, small}], drop: [id]}.
 */
export async function saveDraft(draft, pictures = null) {
  const who = await owner();
  const key = draftKey(who, draft.form, draft.instance);
  const kept = { record: null, revision: 0, ...draft, key, owner: who, updated_at: localTime() };
  if (inTab(draft.form)) sessionStorage.setItem(key, JSON.stringify(kept));
  else if (!pictures) await write(["drafts"], (drafts) => drafts.put(kept), "relaxed");
  else {
    await write(["drafts", "photos"], async (drafts, photos) => {
      await drafts.put(kept);
      await putDrafted(photos, key, pictures);
    });
  }
  return kept;
}

export async function dropDraft(form, instance) {
  const key = draftKey(await owner(), form, instance);
  sessionStorage.removeItem(key);
  await write(["drafts"], (drafts) => drafts.delete(key));
}

/* The queue */

/**
 * Put a record with its photos into the queue and its draft away, in one transaction.
 * A known id gets the next revision; owner and time of capture stay the first ones.
 */
export async function enqueue(record, { draft = null } = {}) {
  const who = await owner();
  const kept = await write(["queue", "drafts", "photos"], async (queue, drafts, photos) => {
    const before = await queue.get(record.id);
    const next = {
      ...{ title: "", icon: null, place: null, acknowledged: 0 },
      ...before,
      ...record,
      ...WAITING,
      captured_at: before?.captured_at ?? record.captured_at ?? localTime(),
      owner: before?.owner ?? who,
      revision: (before?.revision ?? 0) + 1,
      saved_at: localTime(),
      photos: await takeOver(photos, record, before),
    };
    await queue.put(next);
    if (draft) await drafts.delete(draft);
    return next;
  });
  if (draft) sessionStorage.removeItem(draft);
  tell({ saved: true });
  return kept;
}

const isUnsent = ({ state }) => state !== "sent";
const oldestFirst = (a, b) => a.saved_at.localeCompare(b.saved_at);

const again = (one) => ({ ...one, ...WAITING, photos: photosAgain(one.photos) });

/** Everything of one person, oldest first; `state` is "photos" where only those are left to send. */
export const records = async (who) =>
  (await readAll("queue")).filter((one) => one.owner === who).map(withPhotos).sort(oldestFirst);
export async function record(id) {
  const found = await read("queue", id);
  return found && withPhotos(found);
}
export const waiting = async (who) => (await records(who)).filter(({ state }) => state === "waiting");
/** How many are unsent on this phone, everybody's, the stopped ones too, and those that have photos left. */
export const pendingAll = async () => (await readAll("queue")).map(withPhotos).filter(isUnsent).length;
export const receipts = async (who) => (await readAll("receipts")).filter((one) => one.owner === who);

/** The plans that something on this phone points at: queued, sent, or begun. */
export const plansPointedAt = async () =>
  [...(await readAll("queue")), ...(await readAll("drafts"))].flatMap(({ answers }) => answers.plan?.plan ?? []);

/** Only after the person has said yes. */
export async function remove(id) {
  await write(["queue", "photos"], async (queue, photos) => {
    for (const one of photosLeft((await queue.get(id)) ?? {})) await photos.delete(one.id);
    await queue.delete(id);
  });
  tell();
}

export async function retry(id) {
  await change(id, again);
  tell({ saved: true });
}

const change = (id, how) =>
  write(["queue"], async (queue) => {
    const one = await queue.get(id);
    if (one) await queue.put(how(one));
  });

/**
 * Take the server's results for `sent` (records as they were sent) in one transaction.
 * → {acknowledged: how many, left: those that it neither kept nor forbade, which count as failures}
 * Only the revision that a result names is settled: what was revised meanwhile goes on waiting.
 */
export async function settle(sent, results, receivedAt) {
  const outcome = { acknowledged: 0, left: [] };
  await write(["queue", "receipts"], async (queue, receipts) => {
    Object.assign(outcome, { acknowledged: 0, left: [] }); // a retried transaction counts afresh
    for (const record of sent) {
      const one = await queue.get(record.id);
      const result = results.find((each) => each?.id === record.id && each.revision === record.revision);
      if (KEPT_BY_SERVER.has(result?.status)) {
        outcome.acknowledged += 1;
        if (one) await acknowledge(queue, receipts, one, result, receivedAt);
      } else if (result?.status === "forbidden") {
        if (one?.revision === record.revision) await queue.put({ ...one, state: "stopped", reason: FORBIDDEN });
      } else outcome.left.push(record);
    }
  });
  tell();
  return outcome;
}

async function acknowledge(queue, receipts, one, { revision, status }, received_at) {
  const { id, owner, form, captured_at, title, icon, place } = one;
  const receipt = { id, owner, form, captured_at, received_at, status, kept_at: Date.now() };
  // Of a contact nothing remains but that it was sent.
  await receipts.put(form === "contact" ? receipt : { ...receipt, title, icon, place, photos: photoCount(one).total });
  const acknowledged = Math.max(one.acknowledged, revision);
  if (one.revision > revision) return queue.put({ ...one, acknowledged, failures: 0 });
  if (form === "contact") return queue.delete(id);
  const correctable_until = one.correctable_until ?? new Date(Date.now() + CORRECTABLE).toISOString();
  return queue.put({ ...one, ...WAITING, state: "sent", acknowledged, received_at, status, correctable_until });
}

/** Count a failure of this very revision; the third one stops it, so that the rest can go on. */
export async function fail(id, revision) {
  await change(id, (one) => {
    if (one.revision !== revision) return one;
    const failures = one.failures + 1;
    return failures < MOST_FAILURES
      ? { ...one, failures }
      : { ...one, failures, state: "stopped", reason: REFUSED };
  });
  tell();
}

/** When a tab that sends last gave a sign of life (ms); the database is the same for all tabs at once. */
export const lastLife = async () => (await read("meta", "sending")) ?? 0;
export const showLife = (at = Date.now()) => write(["meta"], (meta) => meta.put(at, "sending"), "relaxed");

/* What the forms need offline, and the answers that the next record begins with; by person */

export const reference = async (who) => (await read("meta", `reference/${who}`))?.value ?? null;
export const referenceEtag = async (who) => (await read("meta", `reference/${who}`))?.etag ?? null;
export async function setReference(who, value, etag) {
  await write(["meta"], (meta) => meta.put({ value, etag }, `reference/${who}`));
  tell();
}
/** What one page keeps for itself, by person. `how` makes the next content of the one before. */
export const note = async (who, name) => (await read("meta", `${name}/${who}`)) ?? {};
export async function changeNote(who, name, how) {
  const key = `${name}/${who}`;
  await write(["meta"], async (meta) => meta.put(how((await meta.get(key)) ?? {}), key));
  tell();
}
export const remembered = async (who) => (await read("meta", `remembered/${who}`)) ?? {};
export const remember = (who, answers) => write(["meta"], (meta) => meta.put(answers, `remembered/${who}`));

/* Out of the phone */

/** A record as the server wants it. */
export const submission = ({ id, form, version, revision, captured_at, answers }) => ({
  id,
  form,
  version,
  revision,
  captured_at,
  answers,
});

/** The named records of the person here (or all that are unsent) as a file that `flask import` reads. */
export async function exportQueue(ids = null) {
  const as = await owner();
  const chosen = (await records(as)).filter((one) => (ids ? ids.includes(one.id) : isUnsent(one)));
  const file = { feltbog: "queue", device: await device(), exported_at: localTime(), as };
  return JSON.stringify({ ...file, submissions: chosen.map(submission), photos: await photosForFile(chosen) }, null, 1);
}

/** RFC 3339 with this phone's own offset, as 2026-05-12T14:32:05+02:00. */
export function localTime(date = new Date()) {
  const offset = -date.getTimezoneOffset();
  const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(Math.abs(offset) % 60)}`;
}
