/** What the form says about itself while it is filled in: folded rows, the help of what was chosen, questions that apply. */
import { applies, questionsOf } from "./answers.js";
import { plainWords } from "./easy.js";
import { capital } from "./words.js";

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
