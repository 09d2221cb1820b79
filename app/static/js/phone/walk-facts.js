/**
 * What a walk's leader writes down on the way: kept at every tap, sent when there is a network. The server hears which values
 * this phone knew of; where somebody else has written another one, nothing is overwritten: the leader sees both and chooses.
 */
import { now as present } from "./clock.js";
import { as, call, idOf, post } from "./session.js";
import * as store from "./store.js";

// Kept by walk: {walk: as the server last said it, heard_at, changes: {fact: {now, seen}}, others: {fact: mine}}
const NOTE = "walks";
const KEPT = 30 * 86_400_000; // ms
const hasChanges = ({ changes }) => Object.keys(changes).length > 0;

/** The walks that anybody who is here leads, as they are with what was written here: {walk, who, facts, changes, others, heard_at}. */
export async function everyWalk() {
  const found = new Map();
  // Who is signed in comes last, and leads with an account.
  for (const who of (await store.owners()).reverse()) {
    const [reference, notes] = [await store.reference(who), await store.note(who, NOTE)];
    const known = Object.fromEntries((reference?.leads ?? []).map((walk) => [walk.id, walk]));
    for (const id of new Set([...Object.keys(known), ...Object.keys(notes)])) {
      const { walk, changes = {}, others = {}, heard_at = null } = notes[id] ?? {};
      const written = Object.fromEntries(Object.entries(changes).map(([fact, { now }]) => [fact, now]));
      const whole = { ...known[id], ...walk };
      found.set(id, { walk: whole, who, facts: { ...whole.facts, ...written }, changes, others, heard_at });
    }
  }
  return [...found.values()];
}

/** Write a fact down on the phone. */
export const write = ({ walk, who }, fact, value) =>
  settle(walk, who, fact, ({ changes }) => {
    const seen = changes[fact]?.seen ?? [walk.facts[fact]];
    return { changes: { ...changes, [fact]: { now: value, seen } } };
  });

/** Leave what somebody else has written as it is. */
export const giveIn = ({ walk, who }, fact) => settle(walk, who, fact, () => ({}));

/** Nobody else's word on this fact is open any more. */
async function settle(walk, who, fact, how) {
  await store.changeNote(who, NOTE, (notes) => {
    const note = notes[walk.id] ?? { walk, heard_at: null, changes: {}, others: {} };
    const { [fact]: _settled, ...others } = note.others;
    return { ...notes, [walk.id]: { ...note, others, ...how(note) } };
  });
}

/** Send what was written down on any walk. */
export async function sendAll(who) {
  for (const note of Object.values(await store.note(who, NOTE)).filter(hasChanges)) await send(note.walk, who);
}

/** Ask how a walk stands, and send what was written down on it. → false when the server did not say */
export async function refresh(walk, who) {
  const note = (await store.note(who, NOTE))[walk.id];
  if (note && hasChanges(note)) return send(walk, who);
  return idOf(who) ? heard(await call(`/api/walks/${walk.id}${as(who)}`), who, {}) : false;
}

async function send(walk, who) {
  if (!idOf(who)) return false;
  // Noted before it goes out: when the answer is lost, the next try knows that this value may be there already.
  let sent = {};
  await store.changeNote(who, NOTE, (notes) => {
    const note = notes[walk.id];
    sent = note.changes;
    const tried = Object.entries(sent).map(([fact, { now, seen }]) => [fact, { now, seen: [...seen, now] }]);
    return { ...notes, [walk.id]: { ...note, changes: Object.fromEntries(tried) } };
  });
  return heard(await post(`/api/walks/${walk.id}${as(who)}`, { changes: sent }), who, sent);
}

/** Take the server's word for how the walk stands; what was changed meanwhile goes on waiting. */
async function heard(answer, who, sent) {
  if (answer?.status !== 200 || !answer.body?.facts) return false;
  const { others: refused, ...walk } = answer.body;
  await store.changeNote(who, NOTE, (notes) => {
    const note = notes[walk.id] ?? { changes: {}, others: {} };
    const left = { changes: {}, others: { ...note.others } };
    for (const [fact, { now, seen }] of Object.entries(note.changes)) {
      const isSettled = fact in sent && JSON.stringify(sent[fact].now) === JSON.stringify(now);
      if (refused.includes(fact)) left.others[fact] = now;
      else if (!isSettled) left.changes[fact] = { now, seen };
    }
    const kept = Object.entries(notes).filter(([, one]) => hasChanges(one) || Date.parse(one.walk.date) > present() - KEPT);
    return { ...Object.fromEntries(kept), [walk.id]: { walk, heard_at: store.localTime(), ...left } };
  });
  return true;
}
