/** What a form does while it is filled in: checks answers as the server does, asks what applies, offers what was answered last. */
import { applies, questionsOf, read, showApplicable, write } from "../shared/answers.js";
import { byId, copyOf, say } from "../shared/dom.js";
import { tidy } from "../shared/text.js";
import { danishDay } from "./times.js";
import { findCpr } from "./cpr.js";
import { plainWords } from "./easy-danish.js";
import * as store from "./store.js";
import { word } from "./words.js";

const EARLIEST = "2000-01-01";
const messages = JSON.parse(byId("messages")?.textContent ?? "{}"); // the server's own; pages without a form carry none

const fill = (message, values) => message.replace(/%\((\w+)\)[sd]/g, (_whole, name) => values[name]);
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
    const length = [...tidy(answer)].length;
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
  questionsOf(form).map((question) => ({ question, message: problem(question, answers) })).filter(({ message }) => message !== null);

/** Show a message at its question, or take it away. */
export function mark(question, message) {
  const error = question.querySelector(".error");
  if (!error) return;
  question.classList.toggle("invalid", message !== null);
  error.hidden = message === null;
  error.querySelector(".message").textContent = message ?? "";
  const control = question.querySelector(":scope > :is(input, select, textarea), .in-words > input");
  if (message === null) control?.removeAttribute("aria-invalid");
  else control?.setAttribute("aria-invalid", "true");
}

let usualTitle = null; // of the page, without the word that an error puts before it

/** Show every problem, and the summary above the form, which takes the focus. */
export function showProblems(form, found, areAllMissing) {
  for (const question of questionsOf(form)) mark(question, found.find((one) => one.question === question)?.message ?? null);
  usualTitle ??= document.title;
  document.title = found.length ? word("form.error", { title: usualTitle }) : usualTitle;
  const summary = byId("error-summary");
  summary.hidden = found.length === 0;
  if (found.length === 0) return;
  say(summary, { title: word(areAllMissing ? "form.missing_summary" : "form.wrong_n", { n: found.length }) });
  summary.querySelector("ul").replaceChildren(...found.map(link));
  summary.focus();
}

/** The way to the first control of a question that shows, out of its fold if need be. */
function link({ question, message }) {
  const item = copyOf("error-link");
  const anchor = item.querySelector("a");
  Object.assign(anchor, { href: `#${question.id}`, textContent: message });
  anchor.addEventListener("click", (event) => {
    event.preventDefault();
    question.closest("details")?.setAttribute("open", "");
    question.scrollIntoView();
    const controls = [...question.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
    controls.find((one) => one.offsetParent !== null)?.focus({ preventScroll: true });
  });
  return item;
}

/** Bring everything that follows from the answers up to date. */
export function follow(form, answers) {
  showApplicable(form, answers);
  for (const line of form.querySelectorAll("[data-kind]:has([data-help]) > .help")) {
    line.dataset.usual ??= line.textContent;
    line.textContent = line.parentElement.querySelector("[data-help]:checked")?.dataset.help ?? line.dataset.usual;
  }
  for (const fold of form.querySelectorAll(".fold")) showFold(fold, answers);
}

/** "Lysforhold: Mørkt – Ret": a fold says what is in it; of several answers without the questions. */
function showFold(fold, answers) {
  const answered = questionsOf(fold).filter(({ dataset }) => answers[dataset.question] !== undefined);
  const [label, action] = [".fold-text", ".fold-action"].map((part) => fold.querySelector(part));
  const isLone = questionsOf(fold).length === 1;
  label.textContent = answered.length ? answered.map((one) => summary(one, answers, isLone)).join(" · ") : label.dataset.empty;
  action.textContent = answered.length ? action.dataset.filled : action.dataset.empty;
  fold.classList.toggle("filled", answered.length > 0);
}

/** An answer in the words that the person sees; "Jeg er …" is completed. */
function summary(question, answers, isLone) {
  const label = plainWords(question.querySelector("[data-easy], legend > span, label > span"));
  const chosen = [...question.querySelectorAll("label:has(:checked)")].map((one) => one.textContent.trim());
  const words = chosen.join(", ") || String(answers[question.dataset.question]);
  if (!label.endsWith("…")) return isLone ? `${label}: ${words}` : words;
  const whole = label.replace("…", words);
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** The short words of the chosen tile in plain Danish, and the name of its picture. */
export function chosenTile(question) {
  const input = question?.querySelector(":checked");
  return input ? { title: plainWords(input.closest("label")), icon: input.dataset.icon } : null;
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

/** What was answered last today, on this walk: its light, who I am. → {walk: the one of last time, recall(), keep(answers)} */
export async function memory(form) {
  const who = await store.owner(form.dataset.form);
  const asked = questionsOf(form).filter(({ dataset }) => dataset.remembered !== undefined);
  const last = await store.remembered(who);
  const known = last.day === danishDay() ? last.answers : {};
  return {
    walk: known.walk,
    /** Offer again what was answered on the walk that is chosen; take back what was only offered, on another. */
    recall() {
      const isSameWalk = (known.walk ?? "") === (form.elements.walk?.value ?? "");
      for (const one of asked.filter(({ dataset }) => dataset.kind !== "reference")) {
        const answer = known[one.dataset.question];
        if (isSameWalk && read(one) === undefined) write(one, answer);
        else if (!isSameWalk && read(one) === answer) write(one, undefined);
      }
    },
    async keep(answers) {
      if (asked.length === 0) return;
      const kept = Object.fromEntries(asked.map(({ dataset }) => [dataset.question, answers[dataset.question]]));
      await store.remember(await store.owner(form.dataset.form), { day: danishDay(), answers: kept });
    },
  };
}
