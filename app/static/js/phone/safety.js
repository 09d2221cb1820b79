/** How safe everything on this phone is, of everybody who used it: what chip, safety line, queue, receipt and the walk's leader say. */
import { now } from "./clock.js";
import { time } from "./times.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { offlineReady } from "./update.js";
import { word, words } from "./words.js";

const DAY = 86_400_000; // ms
const READY = new Map([[true, "safety.ready"], [false, "safety.online_only"], [null, "safety.preparing"]]);

/** The store's overview, with {state, total: all that waits or is not saved, stopped, head, detail, chip}: two lines always. */
export async function look() {
  const found = await store.overview();
  const { unsent, drafts, theirs, facts, lost } = found;
  const stopped = unsent.filter(({ state }) => state === "stopped").length;
  const total = unsent.length + drafts.length + theirs.length + facts;
  const isSending = sync.state().phase === "sending" && unsent.length > stopped;
  const state = isSending ? "sending" : lost.length ? "lost" : stopped ? "stopped" : total ? "waiting" : "safe";
  const whole = { ...found, state, total, stopped };
  return { ...whole, ...said(...LINES[state](whole)) };
}

/** Where nothing can be kept: the same, of nothing. */
export const blocked = () => ({ state: "blocked", total: 0, ...said(...words("safety.blocked")) });

const said = (head, detail, chip = head) => ({ head, detail, chip });

const LINES = {
  safe: ({ received }) =>
    received
      ? [word("safety.safe"), word("safety.safe.when", { when: time(received) }), word("safety.safe.chip")]
      : [word("safety.nothing"), word(READY.get(offlineReady()))],
  sending: (whole) => {
    const photos = photosOnly(whole);
    const n = whole.unsent.length - whole.stopped;
    const rest = kinds(whole).filter(({ kind }) => kind !== "waiting").map(({ part }) => part);
    return [photos ? word("safety.sending.photos") : word("safety.sending", { n }), rest.join(" · ") || word("safety.kept"), word("safety.sending.chip")];
  },
  lost: ({ lost }) => words("safety.lost", { n: lost.length }),
  stopped: count,
  waiting: count,
};

/** What there is of each kind, as a part of the second line: where there is only one kind, it has both lines. */
function kinds({ unsent, stopped, drafts, theirs, facts }) {
  const counts = { waiting: unsent.length - stopped, stopped, drafts: drafts.length, others: theirs.length, facts };
  const there = Object.entries(counts).filter(([, n]) => n > 0);
  return there.map(([kind, n]) => ({ kind, n, part: word(`safety_part.${kind}`, { n }) }));
}

function count(whole) {
  const there = kinds(whole);
  if (there.length > 1) return [word("safety.not_sent", { n: whole.total }), there.map(({ part }) => part).join(" · ")];
  return ALONE[there[0].kind](whole);
}

const ALONE = {
  waiting: (whole) => {
    const photos = photosOnly(whole);
    const days = Math.floor((now() - Date.parse(whole.unsent[0].saved_at)) / DAY);
    const head = photos ? word("safety.photos", { n: photos }) : word("safety.waiting", { n: whole.unsent.length });
    return [head, days >= 1 ? word("safety.days", { n: days }) : word("safety.kept")];
  },
  stopped: ({ stopped }) => words("safety.stopped", { n: stopped }),
  drafts: ({ drafts }) => words("safety.drafts", { n: drafts.length }),
  others: ({ theirs, received }) => [word("safety.others", { n: theirs.length }), received ? word("safety.own", { when: time(received) }) : word("safety.kept")],
  facts: () => [word("safety.facts"), word("safety.kept")],
};

/** How many photos are left, where nothing else of those who are here is. */
const photosOnly = ({ unsent }) => (unsent.every(({ state }) => state === "photos") ? unsent.flatMap(store.photosLeft).length : 0);

/** "Er alt sendt?" */
export function answer({ all, unsent, drafts, theirs, facts, lost }) {
  if (lost.length) return word("queue.no_missing", { n: lost.length });
  const [others, sent, begun] = [theirs.length + facts, all.length - unsent.length, drafts.length];
  if (unsent.length + others + begun === 0) return sent ? word("queue.yes", { n: sent }) : word("queue.nothing");
  if (unsent.length + others === 0) return word("queue.no_drafts", { n: begun });
  const no = unsent.length ? word("queue.no", { n: unsent.length + others, sent }) : word("queue.no_others", { n: others });
  return begun ? [no, word("queue.drafts_too", { n: begun })].join(" ") : no;
}

/** Of one record that is on its way: [where it is, what becomes of it]. */
export function onItsWay(record, photos) {
  const { phase, error } = sync.state();
  if (record.state === "stopped") return [word("state.stopped"), word(`reason.${record.reason}`)];
  // What keeps an account's records here is nothing to a guest, and the other way round.
  const isAsked = phase === "signin" ? record.owner !== store.GUEST : record.owner === store.GUEST || phase === "enter";
  if (["signin", "join", "enter"].includes(phase) && isAsked) return words(`receipt.${phase}`);
  if (phase === "blocked") return [word("receipt.blocked"), error];
  if (record.state === "photos") return words("receipt.photos", { photos });
  return words(["sending", "offline"].includes(phase) ? `receipt.${phase}` : "receipt.soon");
}
