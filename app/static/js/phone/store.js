/**
 * What this phone keeps: the queue, receipts, drafts, apart by owner (identity.js).
 * Nothing unsent is ever deleted, except by `remove`, which a person has confirmed.
 */
import { device, read, readAll, tell, transact, write } from "./database.js";
import { draftKey, GUEST, owner, person } from "./identity.js";
import { makeRoom, photoCount, photosAgain, photosForFile, photosLeft, putDrafted, takeOver, withPhotos } from "./photo-store.js";

export { device, dismissLoss, health, persist, subscribe } from "./database.js";
export { forget, GUEST, leaveGuest, owner, owners, person, setPerson } from "./identity.js";
export { nextPhoto, photo, photoCount, photoReceived, photosLeft, releasePhotos, stopPhoto } from "./photo-store.js";

const CORRECTABLE = 14 * 86_400_000; // ms after the first time that the server has it
const MOST_FAILURES = 3;
const A_DAY = 86_400_000; // ms
const WAITING = { state: "waiting", reason: null, failures: 0 };
const KEPT_BY_SERVER = new Set(["stored", "updated", "unchanged", "stale", "quarantined"]);
const LOST = new Set(["missing", "older"]);
// A walker is never told to sign in.
export const forbidden = (who) => (who === GUEST ? "Gemt her. Koden gælder ikke mere. Få en ny kode." : "Gemt her. Adgangen gælder ikke mere. Få en ny kode, eller log ind.");
const wasForbidden = ({ reason }) => /^Gemt her\. (Koden|Adgangen) gælder ikke mere/.test(reason ?? "");
const REFUSED = "Gemt her. Den kan ikke modtages. Gem en kopi, og vis den til projektlederen.";
const ILL = "Gemt her. Feltbog har ikke kunnet modtage den i et døgn. Vi prøver stadig. Gem en kopi, og vis den til projektlederen.";

/* Drafts. Those of contacts stay in this tab's memory: they never reach the disk. */

const inTab = (form) => form === "contact";

/** → {key, owner, form, instance, answers, record, revision, updated_at} or undefined */
export async function loadDraft(form, instance) {
  const key = draftKey(await owner(form), form, instance);
  return inTab(form) ? (JSON.parse(sessionStorage.getItem(key)) ?? undefined) : read("drafts", key);
}

/**
 * Keep {form, instance, answers, record, revision, photos}; → the draft with its key. Pictures that are new in it come
 * in, and those that it has let go of go, in the same transaction: `pictures` is {add: [{id, data, small}], drop: [id]}.
 */
export async function saveDraft(draft, pictures = null) {
  const who = await owner(draft.form);
  const key = draftKey(who, draft.form, draft.instance);
  const kept = { record: null, revision: 0, ...draft, key, owner: who, updated_at: localTime() };
  if (inTab(draft.form)) sessionStorage.setItem(key, JSON.stringify(kept));
  else if (!pictures) await write(["drafts"], (drafts) => drafts.put(kept), "relaxed");
  else {
    await makeRoom(() =>
      write(["drafts", "photos"], async (drafts, photos) => {
        await drafts.put(kept);
        await putDrafted(photos, key, pictures);
      }),
    );
  }
  return kept;
}

export async function dropDraft(form, instance) {
  const key = draftKey(await owner(form), form, instance);
  sessionStorage.removeItem(key);
  await write(["drafts"], (drafts) => drafts.delete(key));
}

/* The queue */

/**
 * Put a record with its photos into the queue and its draft away, in one transaction.
 * A known id gets the next revision; owner and time of capture stay the first ones.
 */
export async function enqueue(record, { draft = null } = {}) {
  const who = await owner(record.form);
  const put = async (queue, drafts, photos) => {
    const before = await queue.get(record.id);
    const next = {
      ...{ title: "", icon: null, place: null, acknowledged: 0 },
      ...before,
      ...record,
      ...WAITING,
      ill_since: null,
      captured_at: before?.captured_at ?? record.captured_at ?? localTime(),
      owner: before?.owner ?? who,
      revision: (before?.revision ?? 0) + 1,
      saved_at: localTime(),
      photos: await takeOver(photos, record, before),
    };
    await queue.put(next);
    if (draft) await drafts.delete(draft);
    return next;
  };
  const kept = await makeRoom(() => write(["queue", "drafts", "photos"], put));
  if (draft) sessionStorage.removeItem(draft);
  tell({ saved: true });
  return kept;
}

const isUnsent = ({ state }) => state !== "sent";
const oldestFirst = (a, b) => a.saved_at.localeCompare(b.saved_at);

const again = (one) => ({ ...one, ...WAITING, ill_since: null, photos: photosAgain(one.photos) });

/** As people should see it: what the server could not take for a whole day says so, and is tried all the same. */
function seen(one) {
  const found = withPhotos(one);
  const isLongIll = found.state === "waiting" && Date.now() - Date.parse(one.ill_since ?? "") > A_DAY;
  return isLongIll ? { ...found, reason: ILL } : found;
}

/** Everything of one owner or of several, oldest first; `state` is "photos" where only those are left to send. */
export const records = async (who) =>
  (await readAll("queue")).filter((one) => [who].flat().includes(one.owner)).map(seen).sort(oldestFirst);
export async function record(id) {
  const found = await read("queue", id);
  return found && seen(found);
}
export const waiting = async (who) => (await records(who)).filter(({ state }) => state === "waiting");
/** How many are unsent on this phone, everybody's, the stopped ones too, and those that have photos left. */
export const pendingAll = async () => (await readAll("queue")).map(withPhotos).filter(isUnsent).length;
/** The same of one owner, with facts of walks. */
export const pendingOf = async (who) => (await records(who)).filter(isUnsent).length + (await pendingFacts(who));
export const receipts = async (who) => (await readAll("receipts")).filter((one) => [who].flat().includes(one.owner));

const FACTS = 30 * 86_400_000; // ms: nobody leads a walk of so long ago

/** How many walks hold facts that are not sent: one owner's, or everybody's. */
export const pendingFacts = (who = "") =>
  transact(["meta"], "readonly", async (meta) => {
    const keys = (await meta.getAllKeys()).filter((key) => String(key).startsWith(`walks/${who}`));
    const notes = await Promise.all(keys.map((key) => meta.get(key)));
    const isWaiting = ({ walk, changes }) => Object.keys(changes ?? {}).length > 0 && Date.parse(walk?.date) > Date.now() - FACTS;
    return notes.flatMap((all) => Object.values(all)).filter(isWaiting).length;
  });

/** The plans that something on this phone points at: queued, sent, or begun. */
export const plansPointedAt = async () =>
  [...(await readAll("queue")), ...(await readAll("drafts"))].flatMap(({ answers }) => answers.plan?.plan ?? []);

/** Only after the person has said yes. */
export async function remove(id) {
  await write(["queue", "photos"], async (queue, photos) => {
    for (const one of (await queue.get(id))?.photos ?? []) await photos.delete(one.id);
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

/** What its owner may send again now goes again: it had been stopped for want of a right. */
export async function allowAgain(who, forms) {
  const mayGo = (one) => one.owner === who && forms.includes(one.form) && [one, ...photosLeft(one)].some(wasForbidden);
  if (!(await readAll("queue")).some(mayGo)) return;
  await write(["queue"], async (queue) => {
    for (const one of (await queue.getAll()).filter(mayGo)) await queue.put(again(one));
  });
}

/**
 * Take the server's results for `sent` (one owner's records as they were sent) in one transaction. `again`: what `offeredAgain`
 * was when they were: where that has changed, another tab has met another generation, and what this one said means nothing.
 * → {acknowledged: how many, left: those that it neither kept nor forbade, which count as failures}
 * Only the revision that a result names is settled: what was revised meanwhile goes on waiting.
 */
export async function settle(sent, results, receivedAt, again) {
  const outcome = { acknowledged: 0, left: [] };
  await write(["queue", "receipts", "meta"], async (queue, receipts, meta) => {
    Object.assign(outcome, { acknowledged: 0, left: [] }); // a retried transaction counts afresh
    if ((await meta.get(`again/${sent[0].owner}`)) !== again) return;
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
  });
  tell();
  return outcome;
}

async function acknowledge(queue, receipts, one, { revision, status }, received_at) {
  const { id, owner, form, captured_at, title, icon, place } = one;
  const receipt = { id, owner, form, revision, captured_at, received_at, status, kept_at: Date.now() };
  // Of a contact nothing remains but that it was sent.
  await receipts.put(form === "contact" ? receipt : { ...receipt, title, icon, place, photos: photoCount(one).total });
  const acknowledged = Math.max(one.acknowledged, revision);
  if (one.revision > revision) return queue.put({ ...one, acknowledged, failures: 0, ill_since: null });
  if (form === "contact") return queue.delete(id);
  const correctable_until = one.correctable_until ?? new Date(Date.now() + CORRECTABLE).toISOString();
  return queue.put({ ...one, ...WAITING, ill_since: null, state: "sent", acknowledged, received_at, status, correctable_until });
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

/** The server could not take this very revision, for its own reasons: since when. It is never stopped for that. */
export async function noteIll(id, revision) {
  await change(id, (one) => (one.revision === revision ? { ...one, ill_since: one.ill_since ?? localTime() } : one));
  tell();
}

/** When a tab that sends last gave a sign of life (ms); the database is the same for all tabs at once. */
export const lastLife = async () => (await read("meta", "sending")) ?? 0;
export const showLife = (at = Date.now()) => write(["meta"], (meta) => meta.put(at, "sending"), "relaxed");

/* Which generation of the server each owner has met */

/** Those that anybody has met on this phone; whoever of `here` has met none meets this one now. */
export const generations = (here, now) =>
  write(["meta"], async (meta) => {
    for (const who of here) if (!(await meta.get(`met/${who}`))) await meta.put(now, `met/${who}`);
    const keys = (await meta.getAllKeys()).filter((key) => String(key).startsWith("met/"));
    return Promise.all(keys.map((key) => meta.get(key)));
  }, "relaxed");

/** To which generation of the server an owner is offering again what is held, because it is another one than before; or undefined. */
export const offeredAgain = (who) => read("meta", `again/${who}`);

/** What a restored server no longer has of these owners: their receipts, with `status` "missing" or "older". */
export const lostReceipts = async (who) => (await receipts(who)).filter(({ status }) => LOST.has(status));

/** The person has read it. */
export async function dismissLost(who) {
  await write(["receipts"], async (all) => {
    for (const one of await all.getAll()) if ([who].flat().includes(one.owner) && LOST.has(one.status)) await all.delete(one.id);
  });
  tell();
}

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

/**
 * The named records (or all that are unsent) of one owner as a file that `flask import` reads. `as` is the id that a server
 * last gave to a guest.
 */
export async function exportQueue(ids = null, who = null) {
  const { account, guest } = await person();
  const of = who ?? (await owner());
  const as = of === account?.id ? of : (guest?.id ?? of);
  const chosen = (await records(of)).filter((one) => (ids ? ids.includes(one.id) : isUnsent(one)));
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
