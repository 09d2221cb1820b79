/** The answers in a form's controls: reading them as the server wants them, writing them back, asking only what applies. */
import { digits } from "./text.js";

const NUMBER = /^-?[0-9]{1,9}$/;
const PARTS = { point: ["latitude", "longitude", "accuracy"], plan: ["plan", "x", "y"] };

/** Every question of the form, in order. */
export const questionsOf = (form) => [...form.querySelectorAll("[data-kind]")];

const controls = (question) => [...question.querySelectorAll(`[name="${question.dataset.question}"]`)];
const checked = (question) => controls(question).filter((one) => one.checked && isOf(one.closest("[data-days]"))).map(({ value }) => value);
const typed = (question) => controls(question)[0].value.trim();
const parts = (question) => PARTS[question.dataset.kind].map((part) => [part, question.querySelector(`[name$="_${part}"]`)]);
const readParts = (question) => {
  const filled = parts(question).filter(([, { value }]) => value !== "");
  return Object.fromEntries(filled.map(([part, { value }]) => [part, part === "plan" ? value : Number(value)]));
};

/** The record's date: what its own question for it says, else that of the walk or event; none in the office, where the server chooses. */
const dayOf = (form) => form.querySelector('[data-kind="date"]:not([data-extra]) input')?.value || form.dataset.day;

/** Whether something is asked or offered for the record's date. */
function isOf(one) {
  const [day, days] = [one && dayOf(one.closest("form")), one?.dataset.days];
  if (!days || !day) return true;
  return days.split(" ").some((stretch) => stretch.split("/")[0] <= day && day < stretch.split("/")[1]);
}

const READ = {
  choice: (question) => checked(question)[0],
  yesno: (question) => ({ true: true, false: false })[checked(question)[0]],
  choices: checked,
  countries: checked,
  count: (question) => (NUMBER.test(digits(typed(question))) ? Number(digits(typed(question))) : typed(question)),
  photos: (question) => [...question.querySelectorAll("[data-photo]")].map(({ dataset }) => dataset.photo),
  point: readParts,
  plan: readParts,
};

/** The answer to one question; undefined when there is none. */
export function read(question) {
  const answer = (READ[question.dataset.kind] ?? typed)(question);
  const isEmpty = answer === "" || (typeof answer === "object" && Object.keys(answer).length === 0);
  return isEmpty ? undefined : answer;
}

/** Put an answer into the controls; undefined empties them. Photos have a module of their own. */
export function write(question, answer) {
  const { kind } = question.dataset;
  if (kind in PARTS) for (const [part, input] of parts(question)) input.value = answer?.[part] ?? "";
  if (kind in PARTS || kind === "photos") return;
  const chosen = [answer ?? []].flat().map(String);
  for (const control of controls(question)) {
    if (control.type === "radio" || control.type === "checkbox") control.checked = chosen.includes(control.value);
    else control.value = answer ?? "";
  }
}

/** Whether the question is to be asked, given the other answers and the record's date. */
export function applies(question, answers) {
  const [other, value] = question.dataset.onlyIf?.split("=") ?? [];
  return (other === undefined || String(answers[other]) === value) && isOf(question);
}

/** All answers of the form by name; those to questions that do not apply are left out. */
export function readAll(form) {
  const questions = questionsOf(form);
  const all = questions.map((question) => [question.dataset.question, read(question)]);
  const answers = Object.fromEntries(all.filter(([, answer]) => answer !== undefined));
  for (const question of questions) if (!applies(question, answers)) delete answers[question.dataset.question];
  return answers;
}

/** Show only the questions that apply, what is offered, and the notices of what was chosen. */
export function showApplicable(form, answers) {
  for (const question of questionsOf(form)) {
    question.hidden = !applies(question, answers);
    for (const choice of question.querySelectorAll("label[data-days]")) choice.hidden = !isOf(choice);
    const isChosen = ({ dataset }) => [answers[question.dataset.question]].flat().includes(dataset.when);
    for (const notice of question.querySelectorAll("[data-when]")) notice.hidden = !isChosen(notice);
  }
}

export function writeAll(form, answers) {
  for (const question of questionsOf(form)) write(question, answers[question.dataset.question]);
}
