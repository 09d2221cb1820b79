/**
 * Sends the queue. A record leaves it only by an explicit acknowledgement;
 * whatever goes wrong, the records stay and are sent again later.
 */
import { askServer, call, refreshReference, session } from "./session.js";
import * as store from "./store.js";

const MOST_RECORDS = 100;
const MOST_BYTES = 1_000_000; // the server takes 1 MiB, envelope included
const LOCK = "feltbog-drain";
const FROZEN = 60_000; // ms without a sign of life: iOS freezes tabs that hold locks
const AFTER_SAVE = 2_000; // ms from one drain to the next while somebody taps on a tally
const BACKOFF = { first: 5_000, most: 300_000 }; // ms

const UNWELL = "Modtageren har problemer. Alt er gemt her. Vi prøver igen.";

/** Thrown to stop sending for now: what the person is told, and when we try again. */
class Pause extends Error {
  constructor(phase, { error = null, delay = null } = {}) {
    super(phase);
    Object.assign(this, { phase, error, delay });
  }
}

/* State, for the status chip and the queue page */

let current = { phase: "idle", sent: 0, total: 0, lastReceived: null, photo: 0, error: null, user: null, forms: [], server: null };
const listeners = new Set();

/** → {phase: "idle" | "sending" | "offline" | "signin" | "other" | "blocked", sent, total, …, photo: the number of the one on its way, server: null until asked} */
export const state = () => current;

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function show(change) {
  current = { ...current, ...change };
  listeners.forEach((listener) => listener(current));
}

/* When */

let timer = null;
let running = null;
let runAgain = false;
let lastDrain = 0;
let pauses = 0;

/** Wire every occasion to send: now, a save, the network's return, a look at the page, the timer. */
export async function start() {
  addEventListener("online", () => drain("online"));
  document.addEventListener("visibilitychange", () => document.hidden || drain("visible"));
  store.subscribe(({ saved }) => saved && later(Math.max(0, lastDrain + AFTER_SAVE - Date.now())));
  await forgetWhoSignedOut();
  return drain("load");
}

/** Signing out anywhere leads here with this mark. Where it is not true, the server names the person again. */
async function forgetWhoSignedOut() {
  if (!new URLSearchParams(location.search).has("signed-out")) return;
  history.replaceState(null, "", location.pathname);
  await store.forget();
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(() => drain("timer"), delay);
}

/** Send what waits; resolves when there is nothing more to do now. Timers and repeats skip the greeting. */
export function drain(reason = "tap") {
  runAgain = running !== null;
  running ??= drainOnce(reason).finally(() => {
    running = null;
    if (runAgain) drain("again");
  });
  return running;
}

async function drainOnce(reason) {
  clearTimeout(timer);
  lastDrain = Date.now();
  const greet = session() === null || !["timer", "again"].includes(reason);
  let pause = null;
  try {
    await (greet ? meet() : underLock(sendAll));
  } catch (error) {
    // Another tab thought this one frozen and took the lock: the sending is its own now.
    const isRobbed = error.name === "AbortError";
    if (!isRobbed && !(error instanceof Pause)) throw error;
    pause = isRobbed ? null : error;
  }
  await rest(pause);
}

async function meet() {
  await mustAnswer();
  // The page wants the open walks now; sending need not wait for them.
  await Promise.all([refreshReference(), underLock(sendAll), sendFacts()]);
  await (await import("./correctable.js")).tidy();
}

/** What a walk's leader wrote down; only their phones need the module. */
async function sendFacts() {
  const who = await store.owner();
  if (Object.keys(await store.note(who, "walks")).length) await (await import("./facts.js")).sendAll(who);
}

async function mustAnswer() {
  const answer = await askServer();
  if (!answer) throw new Pause("offline");
  show({ server: true, user: answer.user, forms: answer.forms });
  return answer;
}

/** Say how things stand, and come back while there is a reason to. */
async function rest(pause) {
  const who = await store.owner();
  const unsent = (await store.records(who)).filter(({ state }) => state !== "sent");
  const waiting = unsent.filter(({ state }) => state !== "stopped").length;
  const others = (await store.pendingAll()) - unsent.length;
  pauses = pause ? pauses + 1 : 0;
  const received = (await store.receipts(who)).map(({ received_at }) => received_at);
  show({
    phase: pause?.phase ?? (others && !waiting ? "other" : "idle"),
    error: pause?.error ?? null,
    server: pause?.phase === "offline" ? false : current.server,
    lastReceived: received.sort().at(-1) ?? null,
  });
  const backoff = Math.min(BACKOFF.first * 2 ** pauses, BACKOFF.most);
  if (pause || waiting) later(pause?.delay ?? backoff * (0.75 + Math.random() / 4));
}

/**
 * One tab of this phone sends at a time. It only saves work (the server takes
 * repeats), so a lock without a sign of life for a minute may be stolen.
 */
async function underLock(work) {
  const take = (options) =>
    navigator.locks.request(LOCK, options, async (lock) => {
      if (!lock) return false;
      await store.showLife();
      await work();
      return true;
    });
  if (await take({ ifAvailable: true })) return;
  // A tab that has just taken it shows life a moment later.
  if ((await isFrozen()) && (await after(1_000, isFrozen))) await take({ steal: true });
}

const isFrozen = async () => Date.now() - (await store.lastLife()) > FROZEN;
const after = (delay, then) => new Promise((resolve) => setTimeout(() => resolve(then()), delay));

/* What */

async function sendAll() {
  const failed = new Map(); // this drain's, by id and revision
  const key = ({ id, revision }) => `${id}/${revision}`;
  const tried = new Map(); // this drain's photos, and what came of each
  show({ sent: 0, total: 0, photo: 0 });
  for (;;) {
    const who = await store.owner();
    const queue = (await store.waiting(who)).filter((one) => !failed.has(key(one)));
    const photo = queue.length ? null : await store.nextPhoto(who, tried);
    if (queue.length === 0 && !photo) break;
    if (session().user?.id !== who) {
      // Another tab may have signed in, or out. Whoever is here now: the next round sends theirs.
      if (!(await mustAnswer()).user) throw new Pause("signin");
      continue;
    }
    show({ phase: "sending", total: current.sent + queue.length, photo: photo ? tried.size + 1 : 0 });
    if (photo) tried.set(photo.id, await sendOnePhoto(photo, who));
    else await send(nextBatch(queue), who, (one) => failed.set(key(one), one));
  }
  // Where several fail and nothing at all gets through, it is the server that is ill, not the records.
  if (failed.size > 1 && current.sent === 0) throw new Pause("blocked", { error: UNWELL });
  for (const { id, revision } of failed.values()) await store.fail(id, revision);
  const outcomes = [...tried.values()];
  if (outcomes.includes("received")) await post([], await store.owner()); // so that the office hears what is left here
  if (outcomes.includes("failed")) throw new Pause("idle");
}

/** One photo, between the records: what is saved meanwhile goes before the next. */
async function sendOnePhoto(photo, who) {
  const { sendPhoto } = await import("./upload.js");
  const { outcome, delay } = await sendPhoto(photo, who, mustAnswer);
  if (outcome === "busy") throw new Pause("idle", { delay });
  if (outcome === "signin") throw new Pause("signin");
  return outcome;
}

/** The first records that fit into one request; one at least. */
function nextBatch(queue) {
  const batch = [];
  let bytes = 0;
  for (const one of queue.slice(0, MOST_RECORDS)) {
    bytes += new Blob([JSON.stringify(store.submission(one))]).size + 1;
    if (bytes > MOST_BYTES && batch.length) break;
    batch.push(one);
  }
  return batch;
}

/** Send one batch; halve it when it is refused as a whole, until the bad one is alone. */
async function send(batch, who, reportFailure, isRepeat = false) {
  const answer = await post(batch, who);
  if (answer?.status === 200 && Array.isArray(answer.body?.results)) {
    const { acknowledged, left } = await store.settle(batch, answer.body.results, answer.body.received_at);
    show({ sent: current.sent + acknowledged });
    return left.forEach(reportFailure);
  }
  if (answer?.status === 429) {
    throw new Pause("idle", { delay: 1000 * (Number(answer.headers.get("Retry-After")) || 60) });
  }
  if (answer === null) throw new Pause("offline");
  const { user } = await mustAnswer(); // else it was not our server that refused
  if ([401, 403, 409].includes(answer.status)) {
    if (!user) throw new Pause("signin");
    if (user.id !== who) return undefined; // somebody else is here now
    if (isRepeat) throw new Pause("blocked", { error: UNWELL });
    return send(batch, who, reportFailure, true); // with the token just fetched
  }
  const isRefused = [400, 413].includes(answer.status) || answer.status >= 500;
  if (!isRefused) throw new Pause("offline");
  if (batch.length === 1) return reportFailure(batch[0]);
  const half = Math.ceil(batch.length / 2);
  await send(batch.slice(0, half), who, reportFailure);
  return send(batch.slice(half), who, reportFailure);
}

async function post(batch, who) {
  await store.showLife();
  const envelope = {
    device: await store.device(),
    as: who,
    pending: (await store.pendingAll()) - batch.filter((one) => store.photosLeft(one).length === 0).length,
    sent_at: store.localTime(),
    submissions: batch.map(store.submission),
  };
  return call("/api/sync", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": session().csrf_token },
    body: JSON.stringify(envelope),
  });
}
