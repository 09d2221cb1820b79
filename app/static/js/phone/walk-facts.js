/**
 * What a walk's leader writes down on the way: kept on the phone at every tap, sent when there is a network.
 * The server hears which values this phone knew of; where somebody else has written another one, nothing is
 * overwritten: the leader sees both and chooses.
 */
import { as, call, idOf, post } from "./session.js";
import * as store from "./store.js";

const NOTE = "walks";
const KEPT = 30 * 86_400_000; // ms

/* Kept by walk: {walk: as the server last said it, heard_at, changes: {fact: {now, seen}}, others: {fact: mine}} */

/** The walks that anybody who is here leads, as they are with what was written here: {walk, who, facts, changes, others, heard_at}. */
export async function everyWalk() {
  const found = new Map();
  for (const who of (await store.owners()).reverse()) {
    for (const one of await walksOf(who)) found.set(one.walk.id, one); // who is signed in comes last, and leads with an account
  }
  return [...found.values()];
}

async function walksOf(who) {
  const [reference, notes] = [await store.reference(who), await store.note(who, NOTE)];
  const known = new Map((reference?.leads ?? []).map((walk) => [walk.id, { walk }]));
  for (const [id, note] of Object.entries(notes)) {
    known.set(id, { ...note, walk: { ...known.get(id)?.walk, ...note.walk } });
  }
  return [...known.values()].map((one) => asOne(one, who));
}

function asOne({ walk, changes = {}, others = {}, heard_at = null }, who) {
  const written = Object.fromEntries(Object.entries(changes).map(([fact, { now }]) => [fact, now]));
  return { walk, who, facts: { ...walk.facts, ...written }, changes, others, heard_at };
}

/** Write a fact down on the phone. */
export function write({ walk, who }, fact, value) {
  return change(walk, who, (note) => {
    const seen = note.changes[fact]?.seen ?? [walk.facts[fact]];
    const { [fact]: _settled, ...others } = note.others;
    return { ...note, others, changes: { ...note.changes, [fact]: { now: value, seen } } };
  });
}

/** Leave what somebody else has written as it is. */
export function giveIn({ walk, who }, fact) {
  return change(walk, who, (note) => {
    const { [fact]: _settled, ...others } = note.others;
    return { ...note, others };
  });
}

async function change(walk, who, how) {
  const fresh = { walk, heard_at: null, changes: {}, others: {} };
  await store.changeNote(who, NOTE, (notes) => ({ ...notes, [walk.id]: how(notes[walk.id] ?? fresh) }));
}

const hasChanges = ({ changes }) => Object.keys(changes).length > 0;

/** Send what was written down on any walk. */
export async function sendAll(who) {
  for (const note of Object.values(await store.note(who, NOTE)).filter(hasChanges)) await send(note.walk, who);
}

/** Ask how a walk stands, and send what was written down on it. → false when the server did not say */
export async function refresh(walk, who) {
  const note = (await store.note(who, NOTE))[walk.id];
  if (note && hasChanges(note)) return send(walk, who);
  if (!idOf(who)) return false;
  const answer = await call(`/api/walks/${walk.id}${as(who)}`);
  return heard(answer, who, {});
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
  const answer = await post(`/api/walks/${walk.id}${as(who)}`, { changes: sent });
  return heard(answer, who, sent);
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
    const kept = Object.entries(notes).filter(([, one]) => hasChanges(one) || Date.parse(one.walk.date) > Date.now() - KEPT);
    return { ...Object.fromEntries(kept), [walk.id]: { walk, heard_at: store.localTime(), ...left } };
  });
  return true;
}
