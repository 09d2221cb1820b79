/** Checks answers as the server does, with its own messages (they stand in the page), and shows what is wrong. */
import { applies, questionsOf } from "../shared/answers.js";
import { danishDay, fill } from "../shared/words.js";
import { findCpr } from "./cpr.js";

const EARLIEST = "2000-01-01";
// Pages without a form carry none.
const messages = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

const danish = (date) => date.split("-").reverse().join(".");

/** The same day of the month before: the commonest slip. */
function monthBefore(date) {
  const last = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  last.setUTCDate(0);
  last.setUTCDate(Math.min(Number(date.slice(8)), last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

const CHECK = {
  text(answer, { most }) {
    const length = [...answer].length;
    if (length > Number(most)) return fill(messages.TOO_LONG, { most, length });
    return findCpr(answer).length ? messages.CPR_FOUND : null;
  },
  count(answer, { least, most }) {
    if (typeof answer !== "number") return messages.NOT_A_NUMBER;
    return answer < Number(least) || answer > Number(most) ? fill(messages.OUT_OF_RANGE, { least, most }) : null;
  },
  date(answer) {
    const today = danishDay();
    if (answer < EARLIEST) return fill(messages.TOO_EARLY, { earliest: danish(EARLIEST) });
    if (answer <= today) return null;
    const guess = monthBefore(answer);
    return guess > today ? messages.IN_THE_FUTURE : fill(messages.IN_THE_FUTURE_GUESS, { guess: danish(guess) });
  },
};

const isMissing = ({ dataset }, answers) =>
  dataset.required !== undefined &&
  answers[dataset.question] === undefined &&
  (dataset.requiredWithout ?? "").split(" ").every((other) => answers[other] === undefined);

/** The questions that must be answered and are not. */
export const missing = (form, answers) =>
  questionsOf(form).filter((question) => applies(question, answers) && isMissing(question, answers));

/** What is wrong with one answer, in Danish; null when nothing is. */
export function problem(question, answers) {
  if (!applies(question, answers)) return null;
  if (isMissing(question, answers)) return question.dataset.required;
  const answer = answers[question.dataset.question];
  return answer === undefined ? null : (CHECK[question.dataset.kind]?.(answer, question.dataset) ?? null);
}

/** Every problem of the form: [{question, message}]. */
export const problems = (form, answers) =>
  questionsOf(form)
    .map((question) => ({ question, message: problem(question, answers) }))
    .filter(({ message }) => message !== null);

/** Show a message at its question, or take it away. */
export function mark(question, message) {
  const error = question.querySelector(".error");
  if (!error) return;
  question.classList.toggle("invalid", message !== null);
  error.hidden = message === null;
  error.querySelector(".message").textContent = message ?? "";
  const control = question.querySelector(":scope > input, :scope > select, :scope > textarea");
  if (message === null) control?.removeAttribute("aria-invalid");
  else control?.setAttribute("aria-invalid", "true");
}

/** Show every problem, and the summary above the form, which takes the focus. */
export function showProblems(form, found, areAllMissing) {
  for (const question of questionsOf(form)) {
    mark(question, found.find((one) => one.question === question)?.message ?? null);
  }
  document.title = document.title.replace(/^(Fejl: )?/, found.length ? "Fejl: " : "");
  const summary = document.getElementById("error-summary");
  summary.hidden = found.length === 0;
  if (found.length === 0) return;
  summary.querySelector("[data-title]").textContent = areAllMissing
    ? `Vi mangler ${found.length} svar`
    : `${found.length} svar skal rettes`;
  summary.querySelector("ul").replaceChildren(...found.map(link));
  summary.focus();
}

function link({ question, message }) {
  const item = document.getElementById("error-link").content.firstElementChild.cloneNode(true);
  const anchor = item.querySelector("a");
  anchor.href = `#${question.id}`;
  anchor.textContent = message;
  anchor.addEventListener("click", (event) => {
    event.preventDefault();
    focusOn(question);
  });
  return item;
}

/** Move to the first control of a question, out of its fold if need be. */
function focusOn(question) {
  question.closest("details")?.setAttribute("open", "");
  question.scrollIntoView();
  question.querySelector("input:not([type=hidden]), select, textarea, button")?.focus({ preventScroll: true });
}
