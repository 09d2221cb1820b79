/** What this phone keeps, apart by owner: the queue and receipts; drafts.js has the drafts. Nothing unsent is ever deleted, except by `remove`. */
import { base64, localTime } from "./times.js";
import { isOver, now as present } from "./clock.js";
import { changeEach, device, keysOf, read, readAll, tell, transact, write, writeAndTell } from "./database.js";
import { isComplete } from "./drafts.js";
import { GUEST, owner, owners, person } from "./identity.js";
import { deleteRecord, keepsPhotos, makeRoom, photo, photoCount, photosAgain, photosLeft, takeOver, withPhotos } from "./photo-store.js";

export { device, dismissLoss, health, persist, subscribe } from "./database.js";
export { addressOf, announce, completeDrafts, discardDraft, draftsTold, isComplete, loadDraft, noteDraftsTold, saveDraft } from "./drafts.js";
export { forget, GUEST, leaveGuest, owner, owners, person, roleOf, setPerson } from "./identity.js";
export { localTime } from "./times.js";
export { nextPhoto, photo, photoCount, photoReceived, photosLeft, releasePhotos, stopPhoto } from "./photo-store.js";

const DAY = 86_400_000; // ms
const CORRECTABLE = 14 * DAY; // after the first time that the server has it
const RECEIPTS = 30 * DAY;
const OF_ITS_OWN = 80 * 1024; // bytes
const FACTS = 30 * DAY; // nobody leads a walk of so long ago
const MOST_FAILURES = 3;
export const WAITING = { state: "waiting", reason: null, failures: 0, ill_since: null };
const KEPT_BY_SERVER = new Set(["stored", "updated", "unchanged", "stale", "quarantined"]);
/** Of receipts: whether a restored server no longer has it, or only an older revision. */
export const isLost = ({ status }) => status === "missing" || status === "older";
// Why something is stopped, or cannot be corrected, is kept as a code: "reason.<code>" in words.js says it. A walker is never told to sign in.
export const forbidden = (who) => (who === GUEST ? "code_over" : "access_over");
export const isForbidden = ({ reason }) => ["code_over", "access_over"].includes(reason);

/**
 * What makes a contact so large that Chromium gives it a file of its own, which goes with it: of anything up to 64 KiB that is
 * deleted, its database keeps the words for months. Random, because it would be compressed. Other browsers overwrite.
 */
const padding = () => [0, 1].map(() => crypto.getRandomValues(new Uint8Array(OF_ITS_OWN / 2)));

/** Put a record with its photos into the queue and its draft away. A known id gets the next revision; the first owner and time stay. */
export async function enqueue(record, { draft = null } = {}) {
  const who = await owner(record.form);
  const put = async (queue, drafts, photos) => {
    const before = await queue.get(record.id);
    const next = {
      ...{ title: "", icon: null, place: null, acknowledged: 0 },
      ...before,
      ...record,
      ...WAITING,
      captured_at: before?.captured_at ?? record.captured_at ?? localTime(),
      owner: before?.owner ?? record.owner ?? who,
      revision: (before?.revision ?? 0) + 1,
      saved_at: localTime(new Date(present())),
      ...(record.form === "contact" && { padding: padding() }),
      ...(await takeOver(queue, photos, record, before)),
    };
    await queue.put(next);
    if (draft) await drafts.delete(draft);
    return next;
  };
  const kept = await makeRoom(() => write(["queue", "drafts", "photos"], put));
  tell({ saved: true });
  return kept;
}

/** Save what was begun as it stands, when it was written last; null where it is gone, or something is missing. */
export async function saveDrafted(key) {
  const draft = await read("drafts", key);
  if (!draft || !isComplete(draft)) return null;
  const { id, form, version, answers, title, icon, place, owner: of, updated_at: captured_at } = draft;
  return enqueue({ id, form, version, answers, title, icon, place, owner: of, captured_at }, { draft: key });
}

const isUnsent = ({ state }) => state !== "sent";
const again = (one) => ({ ...one, ...WAITING, photos: photosAgain(one.photos) });

/** As people should see it: what the server could not take for a whole day says so, and is tried all the same. */
function seen(one) {
  const found = withPhotos(one);
  const isLongIll = found.state === "waiting" && isOver(Date.parse(one.ill_since ?? ""), DAY);
  return isLongIll ? { ...found, reason: "ill" } : found;
}

/** Everything of one owner or of several, oldest first; `state` is "photos" where only those are left to send. */
export const records = async (who) =>
  (await readAll("queue")).filter((one) => [who].flat().includes(one.owner)).map(seen).sort((a, b) => a.saved_at.localeCompare(b.saved_at));
export async function record(id) {
  const found = await read("queue", id);
  return found && seen(found);
}
export const waiting = async (who) => (await records(who)).filter(({ state }) => state === "waiting");
/** How many are unsent on this phone, everybody's, the stopped ones too, and those that have photos left. */
export const pendingAll = async () => (await readAll("queue")).map(withPhotos).filter(isUnsent).length;
/** The same of one owner, with drafts and facts of walks. */
export async function pendingOf(who) {
  const begun = (await readAll("drafts")).filter((one) => one.owner === who);
  return (await records(who)).filter(isUnsent).length + begun.length + (await pendingFacts(who));
}
export const receipts = async (who) => (await readAll("receipts")).filter((one) => [who].flat().includes(one.owner));

/** How many walks hold facts that are not sent, or that the leader has yet to choose: one owner's, or everybody's. */
const pendingFacts = (who = "") =>
  transact(["meta"], "readonly", async (meta) => {
    const notes = await Promise.all((await keysOf(meta, `walks/${who}`)).map((key) => meta.get(key)));
    const isOpen = ({ changes, others }) => Object.keys({ ...changes, ...others }).length > 0;
    const isWaiting = (note) => isOpen(note) && Date.parse(note.walk?.date) > present() - FACTS;
    return notes.flatMap((all) => Object.values(all)).filter(isWaiting).length;
  });

/**
 * Everything on this phone. Of those who are here `all`: records and receipts of those that are gone, the newest first; `unsent`;
 * `drafts`, the newest first. `theirs`: unsent records and drafts of everybody else. `facts`: walks with facts that are not sent.
 */
export async function overview() {
  const here = await owners();
  const isHere = (one) => here.includes(one.owner);
  // The drafts first: what is saved meanwhile is seen twice rather than not at all, which would be called safe.
  const begun = await readAll("drafts");
  const [queue, sent] = [(await readAll("queue")).map(seen), await receipts(here)];
  const mine = queue.filter(isHere);
  const gone = sent.filter(({ id }) => !mine.some((one) => one.id === id));
  const all = [...mine, ...gone].sort((a, b) => Date.parse(b.captured_at) - Date.parse(a.captured_at));
  const unsent = mine.filter(isUnsent).sort((a, b) => a.saved_at.localeCompare(b.saved_at));
  const beganAt = ({ begun_at, updated_at }) => Date.parse(begun_at ?? updated_at);
  const drafts = begun.filter(isHere).sort((a, b) => beganAt(b) - beganAt(a));
  const theirs = [...queue.filter(isUnsent), ...begun].filter((one) => !isHere(one));
  const received = sent.map(({ received_at }) => received_at).sort().at(-1) ?? null;
  return { here, all, unsent, drafts, theirs, received, lost: sent.filter(isLost), facts: await pendingFacts() };
}

/** The plans that something on this phone points at: queued, sent, or begun. */
export const plansPointedAt = async () =>
  [...(await readAll("queue")), ...(await readAll("drafts"))].flatMap(({ answers }) => answers.plan?.plan ?? []);

/** Only after the person has said yes. */
export const remove = (id) =>
  writeAndTell(["queue", "photos"], async (queue, photos) => deleteRecord(queue, photos, { id, ...(await queue.get(id)) }));

const change = (id, how, news) =>
  writeAndTell(["queue"], async (queue) => {
    const one = await queue.get(id);
    if (one) await queue.put(how(one));
  }, news);
export const retry = (id) => change(id, again, { saved: true });

/** What its owner may send again now goes again: it had been stopped for want of a right. */
export async function allowAgain(who, forms) {
  const mayGo = (one) => one.owner === who && forms.includes(one.form) && [one, ...photosLeft(one)].some(isForbidden);
  if ((await readAll("queue")).some(mayGo)) await write(["queue"], (queue) => changeEach(queue, mayGo, again));
}

/**
 * Take the server's results for `sent`, one owner's records as they were sent, when `offeredAgain` was `again`. What was revised
 * meanwhile goes on waiting. → {acknowledged: how many, left: those that it neither kept nor forbade, which count as failures}
 */
export const settle = (sent, results, receivedAt, again) =>
  writeAndTell(["queue", "receipts", "meta"], async (queue, receipts, meta) => {
    const outcome = { acknowledged: 0, left: [] };
    // Another tab has met another generation of the server: what this one said means nothing.
    if ((await meta.get(`again/${sent[0].owner}`)) !== again) return outcome;
    for (const record of sent) {
      const one = await queue.get(record.id);
      const result = results.find((each) => each?.id === record.id && each.revision === record.revision);
      if (KEPT_BY_SERVER.has(result?.status)) {
        outcome.acknowledged += 1;
        if (one) await acknowledge(queue, receipts, one, result, receivedAt);
      } else if (result?.status === "forbidden") {
        if (one?.revision === record.revision) await queue.put({ ...one, state: "stopped", reason: forbidden(one.owner) });
      } else outcome.left.push(record);
    }
    return outcome;
  });

async function acknowledge(queue, receipts, one, { revision, status, reason: review }, received_at) {
  const { id, owner, form, captured_at, title, icon, place } = one;
  const receipt = { id, owner, form, revision, captured_at, received_at, status, ...(review && { review }), kept_at: present() };
  // Of a contact nothing remains but that it was sent.
  await receipts.put(form === "contact" ? receipt : { ...receipt, title, icon, place, photos: photoCount(one).total });
  const acknowledged = Math.max(one.acknowledged, revision);
  if (one.revision > revision) return queue.put({ ...one, acknowledged, failures: 0, ill_since: null });
  if (form === "contact") return queue.delete(id);
  const correctable_until = one.correctable_until ?? new Date(present() + CORRECTABLE).toISOString();
  return queue.put({ ...one, ...WAITING, state: "sent", acknowledged, received_at, status, review, correctable_until });
}

const changeRevision = (id, revision, how) => change(id, (one) => (one.revision === revision ? { ...one, ...how(one) } : one));

/** Count a failure of this very revision; the third one stops it, so that the rest can go on. */
export const fail = (id, revision) =>
  changeRevision(id, revision, ({ failures }) =>
    failures + 1 < MOST_FAILURES ? { failures: failures + 1 } : { failures: failures + 1, state: "stopped", reason: "refused" });

/** The server could not take this very revision, for its own reasons: since when. It is never stopped for that. */
export const noteIll = (id, revision) => changeRevision(id, revision, ({ ill_since }) => ({ ill_since: ill_since ?? localTime(new Date(present())) }));

/** Why a record cannot be corrected any more, as a code; null while it can. What the server does not have yet, always can. */
export function whyNot(record, reference, now = present()) {
  if (record.acknowledged < record.revision) return null;
  const { walk, event } = record.answers;
  const open = [...(reference?.walks ?? []), ...(reference?.events ?? [])];
  const isClosed = reference && (walk ?? event) && !open.some(({ id }) => id === (walk ?? event));
  if (isClosed) return walk ? "walk_closed" : "event_closed";
  return isOver(Date.parse(record.correctable_until) - CORRECTABLE, CORRECTABLE, now) ? "too_late" : null;
}

/** Drop what has served: old receipts, and records that can be corrected no more and keep no picture for a server that may lose it. */
export const tidy = (now = present()) =>
  write(["queue", "receipts", "meta", "photos"], async (queue, receipts, meta, photos) => {
    await changeEach(receipts, ({ kept_at }) => isOver(kept_at, RECEIPTS, now));
    for (const one of await queue.getAll()) {
      if (withPhotos(one).state !== "sent" || keepsPhotos(one, now)) continue;
      const { value } = (await meta.get(`reference/${one.owner}`)) ?? {};
      if (whyNot(one, value, now)) await deleteRecord(queue, photos, one);
    }
  });

/** When a tab that sends last gave a sign of life (ms); the database is the same for all tabs at once. */
export const lastLife = async () => (await read("meta", "sending")) ?? 0;
export const showLife = (at = Date.now()) => write(["meta"], (meta) => meta.put(at, "sending"), "relaxed");

/** Those that anybody has met on this phone; whoever of `here` has met none meets this one now. */
export const generations = (here, now) =>
  write(["meta"], async (meta) => {
    for (const who of here) if (!(await meta.get(`met/${who}`))) await meta.put(now, `met/${who}`);
    return Promise.all((await keysOf(meta, "met/")).map((key) => meta.get(key)));
  }, "relaxed");
/** To which generation of the server an owner is offering again what is held, because they have met another one; or undefined. */
export const offeredAgain = (who) => read("meta", `again/${who}`);

/** The person has read what a restored server no longer has. */
export const dismissLost = (who) =>
  writeAndTell(["receipts"], (all) => changeEach(all, (one) => who.includes(one.owner) && isLost(one)));

/** What is known of a person under a name: what the forms need offline, the answers that the next record begins with. */
export const note = async (who, name) => (await read("meta", `${name}/${who}`)) ?? {};
/** `how` makes the next content of the one before. */
export function changeNote(who, name, how) {
  const key = `${name}/${who}`;
  return writeAndTell(["meta"], async (meta) => meta.put(how((await meta.get(key)) ?? {}), key));
}
export const reference = async (who) => (await note(who, "reference")).value ?? null;
export const setReference = (who, value, etag) => changeNote(who, "reference", () => ({ value, etag }));
export const remembered = (who) => note(who, "remembered");
export const remember = (who, answers) => write(["meta"], (meta) => meta.put(answers, `remembered/${who}`));

/** A record as the server wants it. */
export function submission({ id, form, version, revision, captured_at, answers }) {
  return { id, form, version, revision, captured_at, answers };
}

/** The named records (or all that are unsent) of one owner as a file that `flask import` reads. */
export async function exportQueue(ids = null, who = null) {
  const { account, guest } = await person();
  const of = who ?? (await owner());
  const as = of === account?.id ? of : (guest?.id ?? of); // the id that a server last gave to a guest
  const chosen = (await records(of)).filter((one) => (ids ? ids.includes(one.id) : isUnsent(one)));
  const kept = await Promise.all(chosen.flatMap(photosLeft).map(({ id }) => photo(id)));
  const photos = kept.filter((one) => one?.data).map(({ id, data }) => ({ id, data: base64(new Uint8Array(data)) }));
  const file = { feltbog: "queue", device: await device(), exported_at: localTime(), as };
  return JSON.stringify({ ...file, submissions: chosen.map(submission), photos }, null, 1);
}
