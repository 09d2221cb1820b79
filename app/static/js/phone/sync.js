/**
 * Sends the queue. A record leaves it only by an explicit acknowledgement;
 * whatever goes wrong, the records stay and are sent again later.
 */
import { time } from "../shared/words.js";
import { askServer, idOf, IllError, post, refreshReference, session, waitFor } from "./session.js";
import * as store from "./store.js";

const MOST_RECORDS = 100;
const MOST_BYTES = 1_000_000; // the server takes 1 MiB, envelope included
const LOCK = "feltbog-drain";
const FROZEN = 60_000; // ms without a sign of life: iOS freezes tabs that hold locks
const AFTER_SAVE = 2_000; // ms from one drain to the next while somebody taps on a tally
const BACKOFF = { first: 5_000, most: 300_000 }; // ms

const MOST_PAUSE = 300_000; // ms, whatever a server asks for
const BLOCKED = "Der er noget galt. Alt er gemt her. Du kan gå videre.";
const ILL = "Fejlen er hos os, ikke på din telefon. Alt er gemt her. Du kan gå videre.";

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

/**
 * → {phase: "idle" | "sending" | "offline" | "signin" | "join" | "other" | "blocked", sent, total, …, photo: the number of
 * the one on its way, error: why it is blocked, server: null until asked}
 */
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
  await forgetWhoWent();
  return drain("load");
}

/** Signing out or leaving a walk anywhere leads here with a mark. Where it is not true, the server names the person again. */
async function forgetWhoWent() {
  const marks = new URLSearchParams(location.search);
  const [hasSignedOut, hasLeft] = [marks.has("signed-out"), marks.has("left")];
  if (!hasSignedOut && !hasLeft) return;
  history.replaceState(null, "", location.pathname);
  if (hasSignedOut) await store.forget();
  if (hasLeft && (await store.pendingOf(store.GUEST)) === 0) await store.leaveGuest();
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
  await store.releasePhotos(session().server);
  if (await isAnotherServer()) await (await import("./offer-again.js")).offerAgain(session().server.generation);
  // The page wants the open walks now; sending need not wait for them.
  await Promise.all([refreshReference(), underLock(sendAll), sendFacts()]);
  await (await import("./correctable.js")).tidy();
}

/** Whether somebody on this phone has met another generation of the server before; who is here and meets the first one, notes it. */
async function isAnotherServer() {
  const { generation } = session().server;
  if (!generation) return false;
  const known = await store.generations((await store.owners()).filter(idOf), generation);
  return known.some((each) => each !== generation);
}

/** What a walk's leader wrote down; only their phones need the module. */
async function sendFacts() {
  for (const who of await store.owners()) {
    if (Object.keys(await store.note(who, "walks")).length) await (await import("./walk-facts.js")).sendAll(who);
  }
}

async function mustAnswer() {
  try {
    const answer = await askServer();
    if (!answer) throw new Pause("offline");
    show({ server: true, user: answer.account ?? answer.guest, forms: (await store.person()).forms });
    return answer;
  } catch (error) {
    throw error instanceof IllError ? illness(error.delay) : error;
  }
}

const illness = (delay) => new Pause("blocked", { error: ILL, delay: delay && Math.min(delay, MOST_PAUSE) });

/** Say how things stand, and come back while there is a reason to. */
async function rest(pause) {
  const here = await store.owners();
  const unsent = (await store.records(here)).filter(({ state }) => state !== "sent");
  const waiting = unsent.filter(({ state }) => state !== "stopped");
  const others = (await store.pendingAll()) - unsent.length;
  pauses = pause ? pauses + 1 : 0;
  const received = (await store.receipts(here)).map(({ received_at }) => received_at);
  const backoff = Math.min(BACKOFF.first * 2 ** pauses, BACKOFF.most) * (0.75 + Math.random() / 4);
  const isLeft = waiting.some((one) => !isResting(one));
  const delay = pause?.delay ?? (isLeft || waiting.length === 0 ? backoff : Math.max(1_000, soonest() - performance.now()));
  const goesOn = Boolean(pause) || waiting.length > 0;
  show({
    phase: pause?.phase ?? (others && !waiting.length ? "other" : "idle"),
    error: pause?.error ? `${pause.error} Vi prøver selv igen ${time(new Date(Date.now() + delay))}.` : null,
    server: pause?.phase === "offline" ? false : current.server,
    lastReceived: received.sort().at(-1) ?? null,
  });
  if (goesOn) later(delay);
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
  show({ sent: 0, total: 0, photo: 0 });
  let stuck = null; // why somebody's records could not go
  for (let round = 0, who; (who = (await store.owners())[round]); round += 1) {
    stuck = (await sendOf(who)) ?? stuck;
  }
  if (stuck) throw stuck;
}

/** Everything of one owner, one request after the other. → the Pause that keeps it here, if one does */
async function sendOf(who) {
  const failed = new Map(); // this drain's, by id and revision: {record, why: "refused", "ill", or "left" without a word}
  const tried = new Map(); // this drain's photos, and what came of each
  for (;;) {
    const queue = (await store.waiting(who)).filter((one) => !failed.has(keyOf(one)) && !isResting(one));
    const photo = queue.length ? null : await store.nextPhoto(who, tried);
    if (queue.length === 0 && !photo) break;
    if (!idOf(who)) {
      // Another tab may have signed in, joined, or out.
      await mustAnswer();
      if (!(await store.owners()).includes(who)) return null; // somebody else is here now
      if (!idOf(who)) return new Pause(who === store.GUEST ? "join" : "signin");
    }
    show({ phase: "sending", total: current.sent + queue.length, photo: photo ? tried.size + 1 : 0 });
    if (photo) tried.set(photo.id, await sendOnePhoto(photo, who));
    else await send(nextBatch(queue), who, (record, why) => failed.set(keyOf(record), { record, why }));
  }
  await noteFailed([...failed.values()]);
  const outcomes = [...tried.values()];
  if (outcomes.includes("received")) await deliver([], who); // so that the office hears what is left here
  await settleAgain(who);
  return outcomes.includes("failed") ? new Pause("idle") : null;
}

/** Where several fail and nothing at all gets through, it is the server that is ill, not the records. */
async function noteFailed(failed) {
  const of = (why) => failed.filter((one) => one.why === why).map(({ record }) => record);
  for (const { id, revision } of of("ill")) await store.noteIll(id, revision);
  if (failed.length > 1 && current.sent === 0) throw of("refused").length ? new Pause("blocked", { error: BLOCKED }) : illness(null);
  of("ill").forEach(letRest);
  for (const { id, revision } of of("refused")) await store.fail(id, revision);
}

/** Where somebody has offered again what they hold, ask after the rest. Nearly always there is nothing to do. */
async function settleAgain(who) {
  if (!idOf(who) || !(await store.offeredAgain(who)) || (await store.waiting(who)).length) return;
  const answer = await deliver([], who); // also from a phone that holds nothing: so that the office hears of it
  if (answer?.status === 200) await (await import("./offer-again.js")).askAfter(who, session().server.generation);
}

/* A single record that the server cannot take, for its own reasons, steps behind the others and waits by itself. */

const resting = new Map(); // by id and revision: {until, wait} in ms of the page's own clock

const keyOf = ({ id, revision }) => `${id}/${revision}`;
const isResting = (record) => (resting.get(keyOf(record))?.until ?? 0) > performance.now();
const soonest = () => Math.min(...[...resting.values()].map(({ until }) => until).filter((until) => until > performance.now()));

function letRest(record) {
  const wait = Math.min((resting.get(keyOf(record))?.wait ?? BACKOFF.first / 2) * 2, BACKOFF.most);
  resting.set(keyOf(record), { wait, until: performance.now() + wait });
}

/** One photo, between the records: what is saved meanwhile goes before the next. */
async function sendOnePhoto(photo, who) {
  const { sendPhoto } = await import("./photo-upload.js");
  const { outcome, delay } = await sendPhoto(photo, who, mustAnswer);
  if (outcome === "busy") throw new Pause("idle", { delay });
  if (outcome === "unwell") throw illness(delay);
  if (outcome === "signin") throw new Pause(who === store.GUEST ? "join" : "signin");
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
  const again = await store.offeredAgain(who);
  const answer = await deliver(batch, who);
  if (answer?.status === 200 && Array.isArray(answer.body?.results)) {
    const { acknowledged, left } = await store.settle(batch, answer.body.results, answer.body.received_at, again);
    show({ sent: current.sent + acknowledged });
    return left.forEach((record) => reportFailure(record, "left"));
  }
  if (answer?.status === 429) throw new Pause("idle", { delay: waitFor(answer.headers) ?? 60_000 });
  if (answer === null) throw new Pause("offline");
  if (answer.status === 503) throw (await mustAnswer(), illness(waitFor(answer.headers)));
  await mustAnswer(); // else it was not our server that refused
  if ([401, 403, 409].includes(answer.status)) {
    if (!idOf(who)) return undefined; // somebody else is here now, or nobody: the next round sees to it
    if ((await store.person()).shutOut && who === store.GUEST) throw new Pause("idle");
    if (isRepeat) throw new Pause("blocked", { error: BLOCKED });
    return send(batch, who, reportFailure, true); // with the token just fetched
  }
  const isIll = answer.status >= 500;
  if (!isIll && ![400, 413, 422].includes(answer.status)) throw new Pause("offline");
  if (batch.length === 1) return reportFailure(batch[0], isIll ? "ill" : "refused");
  const half = Math.ceil(batch.length / 2);
  await send(batch.slice(0, half), who, reportFailure);
  return send(batch.slice(half), who, reportFailure);
}

async function deliver(batch, who) {
  await store.showLife();
  return post("/api/sync", {
    device: await store.device(),
    as: idOf(who),
    pending: (await store.pendingAll()) - batch.filter((one) => store.photosLeft(one).length === 0).length,
    sent_at: store.localTime(),
    ...((await store.offeredAgain(who)) && { again: true }),
    submissions: batch.map(store.submission),
  });
}
