/** The office's forms: asks only what applies, shows the notice of what was chosen. Without it everything is visible. */
import { applies, questionsOf, readAll } from "../shared/answers.js";
import "./site-plan-pins.js";

const controls = (question) => question.querySelectorAll("input, select, textarea");

function follow(form) {
  const answers = readAll(form);
  for (const question of questionsOf(form)) {
    const asked = applies(question, answers);
    question.hidden = !asked;
    for (const control of controls(question)) control.disabled = !asked;
    for (const notice of question.querySelectorAll("[data-when]")) {
      notice.hidden = ![answers[question.dataset.question]].flat().includes(notice.dataset.when);
    }
  }
}

for (const form of document.querySelectorAll("form:has([data-kind])")) {
  for (const condition of form.querySelectorAll(".condition")) condition.hidden = true;
  form.addEventListener("change", () => follow(form));
  follow(form);
}
document.getElementById("error-summary")?.focus();
