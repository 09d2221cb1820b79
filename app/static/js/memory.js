/** What was answered last on this walk, today: its light, who I am. Another walk has its own light. */
import { questionsOf, read, write } from "./answers.js";
import * as store from "./store.js";
import { danishDay } from "./words.js";

/** → {walk: the one of last time, recall(), keep(answers)} for a form */
export async function memory(form) {
  const asked = questionsOf(form).filter(({ dataset }) => dataset.remembered !== undefined);
  const last = asked.length ? await store.remembered(await store.owner()) : {};
  const known = last.day === danishDay() ? last.answers : {};

  /** Offer again what was answered on the walk that is chosen; take back what was only offered, on another. */
  const recall = () => {
    const isSameWalk = (known.walk ?? "") === (form.elements.walk?.value ?? "");
    for (const one of asked.filter(({ dataset }) => dataset.kind !== "reference")) {
      const answer = known[one.dataset.question];
      if (isSameWalk && read(one) === undefined) write(one, answer);
      else if (!isSameWalk && read(one) === answer) write(one, undefined);
    }
  };

  const keep = async (answers) => {
    if (asked.length === 0) return;
    const kept = Object.fromEntries(asked.map(({ dataset }) => [dataset.question, answers[dataset.question]]));
    await store.remember(await store.owner(), { day: danishDay(), answers: kept });
  };

  return { walk: known.walk, recall, keep };
}
