/** Sends the queue. What was sent has arrived only by an explicit acknowledgement; whatever goes wrong, it stays, and goes again. */
import { oneAtATime } from "../shared/dom.js";
import { hour } from "./times.js";
import { isOver } from "./clock.js";
import { as, askServer, call, idOf, post, refreshReference, session, sha256, waitFor } from "./session.js";
import { timeoutSignal } from "./older-browsers.js";
import * as store from "./store.js";
import { word } from "./words.js";

const LOCK = "feltbog-drain";
const FROZEN = 60_000; // ms without a sign of life: iOS freezes tabs that hold locks
const AFTER_SAVE = 2_000; // ms from one drain to the next while somebody taps on a tally
const MOST_RECORDS = 100;
const MOST_BYTES = 1_000_000; // the server takes 1 MiB, envelope included
const BUSY = 60_000; // ms, where the server does not say
const MOST_PAUSE = { ill: 300_000, busy: 3_600_000 }; // ms, whatever a server asks for
const PHOTO = 60_000; // ms that one may take
const LIFE = 20_000; // ms: while a photo is on its way, other tabs see that this one is awake
const BACKOFF = { first: 5_000, most: 300_000 }; // ms

/** Thrown to stop sending for now: `error` is the key of what the person is told, and when we try again. */
const pause = (phase, error = null, delay = null) => Object.assign(new Error(phase), { name: "Pause", phase, error, delay });
const illness = (delay) => pause("blocked", "sync.ill", delay && Math.min(delay, MOST_PAUSE.ill));
/** Why somebody's records cannot go: an account signs in again, a guest types the code again, and who has not joined yet types one. */
async function gone(who) {
  const { account, guest } = await store.person();
  return pause(who === account?.id ? "signin" : guest ? "join" : "enter");
}

let current = { phase: "idle", sent: 0, total: 0, photo: 0, error: null, server: null };
const listeners = new Set();
let timer = null;
let lastDrain = -Infinity; // by the page's own clock: somebody may set the phone's
let pauses = 0;
let most = MOST_RECORDS; // in one request: fewer after a server has said that so many are too much for today
let isGreetingDue = false;

/** → {phase: "idle", "sending", "offline", "signin", "join", "enter", "other" or "blocked": our server is ill; sent, total, photo: which one goes, error, server} */
export const state = () => current;
export const subscribe = (listener) => listeners.add(listener);

function show(change) {
  current = { ...current, ...change };
  listeners.forEach((listener) => listener(current));
}

/** Wire every occasion to send: now, a save, the network's return, a look at the page, the timer. */
export async function start() {
  addEventListener("online", () => drain("online"));
  document.addEventListener("visibilitychange", () => document.hidden || drain("visible"));
  store.subscribe(({ saved }) => saved && later(Math.max(0, lastDrain + AFTER_SAVE - performance.now())));
  // Signing out or leaving a walk anywhere leads here with a mark. Where it is not true, the server names the person again.
  const marks = new URLSearchParams(location.search);
  const [hasSignedOut, hasLeft] = [marks.has("signed-out"), marks.has("left")];
  if (hasSignedOut || hasLeft) history.replaceState(null, "", location.pathname);
  if (hasSignedOut) await store.forget();
  if (hasLeft && (await store.pendingOf(store.GUEST)) === 0) await store.leaveGuest();
  return drain("load");
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(() => drain("timer"), delay);
}

/** Send what waits; resolves when there is nothing more to do now. Whatever but a timer asks, the server is greeted, also where something is sent already. */
export function drain(reason) {
  isGreetingDue ||= reason !== "timer";
  return drainOnce();
}

const drainOnce = oneAtATime(async () => {
  clearTimeout(timer);
  lastDrain = performance.now();
  const greet = session() === null || isGreetingDue;
  isGreetingDue = false;
  const stopped = await (greet ? meet() : underLock(sendAll)).catch((error) => {
    if (error.name === "Pause") return error;
    if (error.name !== "AbortError") throw error;
    return null; // another tab thought this one frozen and took the lock: the sending is its own now
  });
  await rest(stopped);
});

async function meet() {
  await mustAnswer();
  const { generation } = session().server;
  await store.releasePhotos(session().server);
  // Whether somebody on this phone has met another generation of the server before; who is here and meets the first one, notes it.
  const met = generation ? await store.generations((await store.owners()).filter(idOf), generation) : [];
  if (met.some((each) => each !== generation)) await (await import("./offer-again.js")).offerAgain(generation);
  // The page wants the open walks now; sending need not wait for them.
  await Promise.all([refreshReference(), underLock(sendAll), sendFacts()]);
  await store.tidy();
}

/** What a walk's leader wrote down; only their phones need the module. */
async function sendFacts() {
  for (const who of await store.owners()) {
    if (Object.keys(await store.note(who, "walks")).length) await (await import("./walk-facts.js")).sendAll(who);
  }
}

/** Say how things stand, and come back while there is a reason to. */
async function rest(stopped) {
  const { unsent, theirs } = await store.overview();
  const waiting = unsent.filter((one) => one.state !== "stopped");
  pauses = stopped ? pauses + 1 : 0;
  const backoff = Math.min(BACKOFF.first * 2 ** pauses, BACKOFF.most) * (0.75 + Math.random() / 4);
  const isLeft = waiting.some((one) => !isResting(one));
  const delay = stopped?.delay ?? (isLeft || waiting.length === 0 ? backoff : Math.max(1_000, soonest() - performance.now()));
  show({
    phase: stopped?.phase ?? (theirs.length && !waiting.length ? "other" : "idle"),
    error: stopped?.error ? word(stopped.error, { when: hour(new Date(Date.now() + delay)) }) : null,
    server: stopped?.phase === "offline" ? false : current.server,
  });
  if (stopped || waiting.length) later(delay);
}

/** One tab sends at a time. It only saves work (the server takes repeats), so a lock without a sign of life may be stolen. */
async function underLock(work) {
  const take = (options) =>
    navigator.locks.request(LOCK, options, async (lock) => {
      if (!lock) return false;
      await store.showLife();
      await work();
      return true;
    });
  const isFrozen = async () => isOver(await store.lastLife(), FROZEN, Date.now()); // by the clock that all tabs have
  if ((await take({ ifAvailable: true })) || !(await isFrozen())) return;
  // A tab that has just taken it shows life a moment later.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  if (await isFrozen()) await take({ steal: true });
}

/** Ask who is here; throws where our server does not answer, or cannot. */
async function mustAnswer() {
  const answer = await askServer().catch((error) => {
    throw error.name === "IllError" ? illness(error.delay) : error;
  });
  if (!answer) throw pause("offline");
  show({ server: true });
}

/** A server that does not take something: is it there, and well? Throws where all must wait. */
async function mustGoOn(status, { headers } = {}) {
  if (status === 429) most = Math.max(1, most >> 1);
  if (status === 429) throw pause("idle", null, Math.min(waitFor(headers) ?? BUSY, MOST_PAUSE.busy));
  await mustAnswer(); // else it was not our server that refused
  if (status === 503) throw illness(waitFor(headers));
}

async function sendAll() {
  show({ sent: 0, total: 0, photo: 0 });
  let stuck = null; // why somebody's records could not go
  for (let round = 0, who; (who = (await store.owners())[round]); round += 1) {
    stuck = (await sendOf(who)) ?? stuck;
  }
  if (stuck) throw stuck;
  // The leader hears of a draft, and that it is gone, also where nothing else is to be sent.
  const who = (await store.owners()).find(idOf);
  if (who && (await store.draftsTold()) !== (await store.completeDrafts())) await deliver([], who);
}

/** Everything of one owner, one request after the other. → the Pause that keeps it here, if one does */
async function sendOf(who) {
  const failed = new Map(); // this drain's, by id and revision: {record, why: "refused", "ill", or "left" without a word}
  const tried = new Map(); // this drain's photos, and what came of each
  for (;;) {
    const queue = (await store.waiting(who)).filter((one) => !failed.has(keyOf(one)) && !isResting(one));
    // Between the records: what is saved meanwhile goes before the next photo.
    const photo = queue.length ? null : await store.nextPhoto(who, tried);
    if (queue.length === 0 && !photo) break;
    if (!idOf(who)) {
      // Another tab may have signed in, joined, or out.
      await mustAnswer();
      if (!(await store.owners()).includes(who)) return null; // somebody else is here now
      if (!idOf(who)) return gone(who);
    }
    show({ phase: "sending", total: current.sent + queue.length, photo: photo ? tried.size + 1 : 0 });
    if (photo) tried.set(photo.id, await sendPhoto(photo, who));
    else await send(nextBatch(queue), who, (record, why) => failed.set(keyOf(record), { record, why }));
  }
  await noteFailed([...failed.values()]);
  const outcomes = [...tried.values()];
  if (outcomes.includes("received")) await deliver([], who); // so that the office hears what is left here
  await settleAgain(who);
  return outcomes.includes("failed") ? pause("idle") : null;
}

/** Where several fail and nothing at all gets through, it is the server that is ill, not the records. */
async function noteFailed(failed) {
  const of = (why) => failed.filter((one) => one.why === why).map(({ record }) => record);
  for (const { id, revision } of of("ill")) await store.noteIll(id, revision);
  if (failed.length > 1 && current.sent === 0) throw of("refused").length ? pause("blocked", "sync.blocked") : illness(null);
  for (const record of of("ill")) {
    const wait = Math.min((resting.get(keyOf(record))?.wait ?? BACKOFF.first / 2) * 2, BACKOFF.most);
    resting.set(keyOf(record), { wait, until: performance.now() + wait });
  }
  for (const { id, revision } of of("refused")) await store.fail(id, revision);
}

/** Where somebody has offered again what they hold, ask after the rest. Nearly always there is nothing to do. */
async function settleAgain(who) {
  if (!idOf(who) || !(await store.offeredAgain(who)) || (await store.waiting(who)).length) return;
  const answer = await deliver([], who); // also from a phone that holds nothing: so that the office hears of it
  if (answer?.status === 200) await (await import("./offer-again.js")).askAfter(who, session().server.generation);
}

// A single record that the server cannot take, for its own reasons, steps behind the others and waits by itself.
const resting = new Map(); // by id and revision: {until, wait} in ms of the page's own clock
const keyOf = ({ id, revision }) => `${id}/${revision}`;
const isResting = (record) => (resting.get(keyOf(record))?.until ?? 0) > performance.now();
/** When the first of them goes again. */
const soonest = () => Math.min(...[...resting.values()].map(({ until }) => until).filter((until) => until > performance.now()));

/** The first records that fit into one request; one at least. */
function nextBatch(queue) {
  const batch = [];
  let bytes = 0;
  for (const one of queue.slice(0, most)) {
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
    most = MOST_RECORDS;
    const { acknowledged, left } = await store.settle(batch, answer.body.results, answer.body.received_at, again);
    show({ sent: current.sent + acknowledged });
    return left.forEach((record) => reportFailure(record, "left"));
  }
  if (answer === null) throw pause("offline");
  await mustGoOn(answer.status, answer);
  if ([401, 403, 409].includes(answer.status)) {
    if (!idOf(who)) return undefined; // somebody else is here now, or nobody: the next round sees to it
    if ((await store.person()).shutOut && who === store.GUEST) throw pause("idle");
    if (isRepeat) throw pause("blocked", "sync.blocked");
    return send(batch, who, reportFailure, true); // with the token just fetched
  }
  const isIll = answer.status >= 500;
  if (!isIll && ![400, 413, 422].includes(answer.status)) throw pause("offline");
  if (batch.length === 1) return reportFailure(batch[0], isIll ? "ill" : "refused");
  const half = Math.ceil(batch.length / 2);
  await send(batch.slice(0, half), who, reportFailure);
  return send(batch.slice(half), who, reportFailure);
}

async function deliver(batch, who) {
  await store.showLife();
  const drafts = await store.completeDrafts();
  const answer = await post("/api/sync", {
    device: await store.device(),
    as: idOf(who),
    pending: (await store.pendingAll()) - batch.filter((one) => store.photosLeft(one).length === 0).length,
    drafts,
    sent_at: store.localTime(),
    ...((await store.offeredAgain(who)) && { again: true }),
    submissions: batch.map(store.submission),
  });
  if (answer?.status === 200) await store.noteDraftsTold(drafts);
  return answer;
}

/** One try for a photo; what comes of it is written down. → "received", or "failed" when it may be better luck next time */
async function sendPhoto(photo, who, isRepeat = false) {
  if (!photo.data) return store.stopPhoto(photo);
  const again = await store.offeredAgain(who);
  const answer = await putPhoto(photo, who);
  if (answer?.status === 200 && (await isReceipt(answer.body, photo))) {
    await store.photoReceived(photo, answer.body.received_at, again);
    return "received";
  }
  const status = answer?.body?.status === answer?.status ? answer?.status : null; // null: not our server's words
  await mustGoOn(status, answer ?? {});
  if ([400, 404, 413, 422].includes(status)) return store.stopPhoto(photo);
  if (![401, 403, 409].includes(status)) return "failed"; // 460: damaged on the way
  if (!idOf(who)) throw await gone(who);
  if (!isRepeat) return sendPhoto(photo, who, true); // with the token just fetched
  return store.stopPhoto(photo, status === 409 ? undefined : store.forbidden(who)); // 409: another picture has the id
}

async function putPhoto({ id, data }, who) {
  await store.showLife();
  const life = setInterval(store.showLife, LIFE);
  const headers = { "Content-Type": "image/jpeg", "X-CSRFToken": session().csrf_token };
  const signal = timeoutSignal(PHOTO);
  const answer = await call(`/api/photos/${id}${as(who)}`, { method: "PUT", headers, body: data, signal });
  clearInterval(life);
  return answer;
}

/** A photo has been received only when the server names the SHA-256 of this very picture. */
async function isReceipt(body, { id, data }) {
  const digest = [...(await sha256(data))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return body?.id === id && body.bytes === data.byteLength && body.sha256 === digest;
}
