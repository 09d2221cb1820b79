/** The phone's database: its schema, its connection, its health, and the news of what was written. */
import "./older-browsers.js";
import { openDB } from "../../vendor/idb@8.0.4/index.js";
import { codeReasons, upgradeOwners } from "./owners.js";

// What browsers call a connection that they closed behind our back (iOS does, under memory pressure), and what we call
// one that no longer answers (WebKit's does not, once in a while: a transaction on it never ends, and holds up all others).
const CLOSED = new Set(["InvalidStateError", "UnknownError", "AbortError", "TimeoutError"]);
const PATIENCE = 8_000; // ms, for what takes milliseconds
const NAME = "feltbog";
const VERSION = 3;
const STORES = ["queue", "receipts", "drafts", "photos", "meta"];

let connection = null;

/** The schema only ever adds; an older page that is still open beside a newer one says that it is too old. */
async function upgrade(db, from, _to, transaction) {
  if (from === 1) await upgradeOwners(Object.fromEntries(STORES.map((name) => [name, transaction.objectStore(name)])));
  if (from > 0) return bringForward((name) => transaction.objectStore(name));
  for (const name of ["queue", "receipts"]) db.createObjectStore(name, { keyPath: "id" });
  db.createObjectStore("drafts", { keyPath: "key" });
  db.createObjectStore("photos", { keyPath: "id" }).createIndex("record", "record");
  db.createObjectStore("meta");
  return undefined;
}

/** What version 3 has more: codes for reasons, and of a draft the id of the record that it becomes, the same in every tab. */
async function bringForward(storeOf) {
  await changeEach(storeOf("queue"), () => true, codeReasons);
  const named = (one) => ({ ...one, id: one.record ?? crypto.randomUUID(), begun_at: one.updated_at });
  await changeEach(storeOf("drafts"), ({ id }) => !id, named);
}

/** A request that another page holds up stays first in line: until it has an end, everybody is told, and nobody asks anew. */
function connect() {
  connection ??= new Promise((resolve, reject) => {
    const opening = openDB(NAME, VERSION, {
      upgrade,
      blocked: () => reject(new DOMException("another page keeps an older version open", "BlockedError")),
      blocking: (_from, _to, event) => {
        event.target.close();
        connection = null;
      },
      terminated: () => (connection = null),
    });
    opening.then(resolve, reject);
    opening.then(() => (connection = opening), () => (connection = null));
  });
  return connection;
}

/** Whether the pages of an earlier release still need the database as it is; they bring it up to date themselves. */
export async function isOfEarlierRelease() {
  const known = await indexedDB.databases?.(); // a browser that does not say may have one
  return !known || known.some(({ name, version }) => name === NAME && version < VERSION);
}

/** The pages of the shell open it while they are still being put together; whoever needs it asks again. */
export const openEarly = () => connect().catch(() => {});

/** Run `work`, which awaits nothing but the stores, in one transaction; again on a new connection where this one is of no use. */
export async function transact(...what) {
  try {
    return await tryOnce(await connect(), ...what);
  } catch (error) {
    if (!CLOSED.has(error.name)) throw error;
    connection = null;
    return tryOnce(await connect(), ...what);
  }
}

/** The transaction's outcome, in time: else it is ended, unless it has just ended by itself. */
async function tryOnce(db, stores, mode, work, durability) {
  const transaction = db.transaction(stores, mode, { durability });
  transaction.done.catch(() => {}); // reported below, once
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => abort() && reject(new DOMException("the database does not answer", "TimeoutError")), PATIENCE);
  });
  const abort = () => {
    try {
      transaction.abort();
      return true;
    } catch {
      return false; // It has ended by itself.
    }
  };
  const all = async () => {
    const result = await work(...stores.map((name) => transaction.objectStore(name)));
    await transaction.done;
    return result;
  };
  try {
    return await Promise.race([all(), late]);
  } catch (error) {
    abort();
    throw transaction.error ?? error;
  } finally {
    clearTimeout(timer);
  }
}

export const read = (store, key) => transact([store], "readonly", (one) => one.get(key));
export const readAll = (store) => transact([store], "readonly", (one) => one.getAll());

/** All of it is on disk then, or nothing; "relaxed" survives a crash of the browser, but not a power cut, and is much quicker. */
export const write = (stores, work, durability = "strict") => transact(stores, "readwrite", work, durability);

/** Within a transaction: put what `how` makes of each entry that is meant in its place; without `how` they go. */
export async function changeEach(store, isMeant, how = null) {
  for (const one of (await store.getAll()).filter(isMeant)) await (how ? store.put(how(one)) : store.delete(one[store.keyPath]));
}

/** Within one too, what is kept by person: all keys of "walks/", such as walks/guest. */
export const keysOf = async (meta, start) => (await meta.getAllKeys()).filter((key) => key.startsWith(start));

// News of what has been written, to this page and to the other tabs.
const channel = new BroadcastChannel("feltbog");
const listeners = new Set();
channel.onmessage = ({ data }) => listeners.forEach((listener) => listener(data));

/** `listener({saved})` is called after every write, of another tab too; `saved`: there is something new to send. */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tell(news = { saved: false }) {
  channel.postMessage(news);
  listeners.forEach((listener) => listener(news));
}

/** A write that everybody hears of. → what `work` gives */
export async function writeAndTell(stores, work, news) {
  const result = await write(stores, work);
  tell(news);
  return result;
}

/** Test storage by a write. → {ok, reason: null | "insecure" | "private" | "full" | "lost" | "blocked" | "newer" | "silent"} */
export async function health() {
  if (!isSecureContext) return { ok: false, reason: "insecure" };
  try {
    await write(["meta"], (meta) => meta.put(Date.now(), "checked"));
    await device();
    return (await read("meta", "lost")) ? { ok: false, reason: "lost" } : { ok: true, reason: null };
  } catch (error) {
    const reasons = { QuotaExceededError: "full", BlockedError: "blocked", VersionError: "newer", TimeoutError: "silent" };
    return { ok: false, reason: reasons[error.name] ?? "private" };
  }
}

/** The person has read that what was here is gone. */
export const dismissLoss = () => write(["meta"], (meta) => meta.delete("lost"));
/** Ask the browser never to evict what we keep. → true, false, or null where it cannot be asked */
export const persist = async () => (await navigator.storage?.persist?.()) ?? null;

/** This phone's UUID. Its copy in localStorage tells a phone that lost its database from a new one. */
export async function device() {
  const copy = localStorage.getItem("feltbog-device");
  const id = await write(["meta"], async (meta) => {
    const known = await meta.get("device");
    if (known) return known;
    if (copy) await meta.put(Date.now(), "lost");
    const chosen = copy ?? crypto.randomUUID();
    await meta.put(chosen, "device");
    return chosen;
  });
  if (id !== copy) localStorage.setItem("feltbog-device", id);
  return id;
}
