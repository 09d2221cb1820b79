/**
 * Tallies change by what was done to them, each change inside one transaction: whatever a page believes, it takes nothing away that
 * another tab has counted. A record keeps its last steps, {id, at, question, by, to, undone}, on the phone alone: so undo reaches
 * back over a reload.
 */
import { tell, transact, write } from "./database.js";
import { makeRoom } from "./photo-store.js";
import { WAITING } from "./store.js";
import { localTime } from "./times.js";

const MOST_STEPS = 50;
const within = (number, { least, most }) => Math.min(Math.max(number, least), most);

/** A counter goes up or down, within its limits; `to`: somebody typed the number that it was to become. */
function counted(tally, { id, at, question, by, to, ...limits }) {
  const { answers, steps = [] } = tally;
  const before = answers[question] ?? 0;
  const after = within(before + by, limits);
  if (after === before || steps.some((step) => step.id === id)) return tally;
  const step = { id, at, question, by: after - before, ...(to !== undefined && { to }) };
  return { ...tally, answers: { ...answers, [question]: after }, steps: [...steps, step].slice(-MOST_STEPS) };
}

function undone(tally, { undo, ...limits }) {
  const { answers, steps = [] } = tally;
  const step = steps.find(({ id }) => id === undo);
  if (!step || step.undone) return tally;
  const after = within((answers[step.question] ?? 0) - step.by, limits);
  const marked = steps.map((one) => (one === step ? { ...one, undone: true } : one));
  return { ...tally, answers: { ...answers, [step.question]: after }, steps: marked };
}

function ticked(tally, { question, code, isOn }) {
  const others = (tally.answers[question] ?? []).filter((one) => one !== code);
  return { ...tally, answers: { ...tally.answers, [question]: isOn ? [...others, code] : others } };
}

function answered(tally, { question, answer }) {
  const { [question]: _before, ...others } = tally.answers;
  return { ...tally, answers: answer === undefined ? others : { ...others, [question]: answer } };
}

/**
 * The tally as a change makes it: a step of a counter, {undo: the id of one}, each with the counter's least and most; {question,
 * code, isOn}, a country; or {question, answer}. Done a second time, it changes nothing.
 */
export function changed(tally, change) {
  if (change.by !== undefined) return counted(tally, change);
  if (change.undo !== undefined) return undone(tally, change);
  return change.code === undefined ? answered(tally, change) : ticked(tally, change);
}

/** The one under this id; before the first tap, the one that another tab has begun for the same event and door. */
async function find(queue, { id, form, revision, owner, answers: { event, door } }) {
  const known = await queue.get(id);
  if (known || revision) return known;
  const isSame = (one) => one.form === form && one.owner === owner && one.state !== "stopped" && one.answers.event === event && one.answers.door === door;
  return (await queue.getAll()).find(isSame);
}

/** The tally as it is on the phone; undefined where it is not there yet, or no more. */
export const standing = (tally) => transact(["queue"], "readonly", (queue) => find(queue, tally));

/** Change a tally: {id, form, owner, version, title, answers: {event, door …}} before its first tap. → it as it is then; undefined where it has been deleted */
export async function changeTally(tally, changes) {
  const put = async (queue) => {
    const before = await find(queue, tally);
    if (!before && tally.revision) return undefined;
    const now = changes.reduce(changed, before ?? tally);
    if (now === before) return before;
    const next = {
      ...{ icon: null, acknowledged: 0, photos: [] },
      ...now,
      ...WAITING,
      version: tally.version,
      title: tally.title,
      place: now.answers.door ?? null,
      captured_at: before?.captured_at ?? localTime(),
      revision: (before?.revision ?? 0) + 1,
      saved_at: localTime(),
      counted_at: Date.now(), // two doors may be counted at within one second
    };
    await queue.put(next);
    return next;
  };
  const kept = await makeRoom(() => write(["queue"], put));
  tell({ saved: true });
  return kept;
}
