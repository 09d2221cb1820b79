/** What the form does by itself while it is filled in: says what was chosen, asks what applies, offers what was answered last. */
import { applies, questionsOf, read, write } from "../shared/answers.js";
import { capital, danishDay } from "../shared/words.js";
import { plainWords } from "./easy-danish.js";
import * as store from "./store.js";

/** Bring everything that follows from the answers up to date. */
export function follow(form, answers) {
  for (const question of questionsOf(form)) {
    question.hidden = !applies(question, answers);
    showHelp(question);
  }
  for (const fold of form.querySelectorAll(".fold")) showFold(fold, answers);
}

/** The words of what is chosen in a question, as the person sees them. */
function chosenWords(question) {
  const labels = [...question.querySelectorAll("label:has(:checked)")].map((label) => label.textContent.trim());
  return labels.join(", ");
}

/** The short words of the chosen tile in plain Danish, and the name of its picture. */
export function chosenTile(question) {
  const input = question?.querySelector(":checked");
  return input ? { title: plainWords(input.closest("label")), icon: input.dataset.icon } : null;
}

function showHelp(question) {
  const line = question.querySelector(":scope > .help");
  const chosen = question.querySelector("[data-help]:checked");
  if (line && question.querySelector("[data-help]")) {
    line.dataset.usual ??= line.textContent;
    line.textContent = chosen?.dataset.help ?? line.dataset.usual;
  }
  for (const notice of question.querySelectorAll("[data-when]")) {
    notice.hidden = !question.querySelector(`[value="${notice.dataset.when}"]:checked`);
  }
}

/** "Lysforhold: Mørkt – Ret": a fold says what is in it. */
function showFold(fold, answers) {
  const answered = questionsOf(fold).filter(({ dataset }) => answers[dataset.question] !== undefined);
  const label = fold.querySelector(".fold-text");
  const action = fold.querySelector(".fold-action");
  label.textContent = answered.length ? answered.map((one) => summary(one, answers)).join(" · ") : label.dataset.empty;
  action.textContent = answered.length ? action.dataset.filled : action.dataset.empty;
  fold.classList.toggle("filled", answered.length > 0);
}

function summary(question, answers) {
  const label = plainWords(question.querySelector("[data-easy], legend > span, label > span"));
  const words = chosenWords(question) || String(answers[question.dataset.question]);
  return label.endsWith("…") ? capital(label.replace("…", words)) : `${label}: ${words}`;
}

/** An optional answer is taken back by choosing it again; `changed` is called then. */
export function letTakeBack(form, changed) {
  let chosenBefore = null;
  form.addEventListener("pointerdown", ({ target }) => {
    const radio = target.closest("label")?.querySelector("input[type=radio]");
    chosenBefore = radio?.checked ? radio : null;
  });
  form.addEventListener("click", ({ target }) => {
    if (target !== chosenBefore || target.closest(".question").dataset.required !== undefined) return;
    target.checked = false;
    chosenBefore = null;
    changed();
  });
}

/**
 * What was answered last on this walk, today: its light, who I am. Another walk has its own light.
 * → {walk: the one of last time, recall(), keep(answers)}
 */
export async function memory(form) {
  const asked = questionsOf(form).filter(({ dataset }) => dataset.remembered !== undefined);
  const last = asked.length ? await store.remembered(await store.owner(form.dataset.form)) : {};
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
    await store.remember(await store.owner(form.dataset.form), { day: danishDay(), answers: kept });
  };

  return { walk: known.walk, recall, keep };
}
