/** The office's forms: ask only what applies, choose rows at once, add to hours. Without it everything is visible, and the server adds. */
import { questionsOf, readAll, showApplicable } from "../shared/answers.js";
import "./site-plan-pins.js";

/** What does not apply is not sent either. */
function follow(form) {
  showApplicable(form, readAll(form));
  for (const question of questionsOf(form)) {
    for (const control of question.querySelectorAll("input, select, textarea")) control.disabled = question.hidden;
  }
}

for (const form of document.querySelectorAll("form:has([data-kind])")) {
  for (const condition of form.querySelectorAll(".condition")) condition.hidden = true;
  form.addEventListener("change", () => follow(form));
  follow(form);
}

/** A table whose rows are chosen: all at once, and how many there are. */
function choosing(form) {
  const all = form.querySelector("[data-all]");
  const rows = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const inWords = ({ one, many }, count) => (count === 1 ? one : many.replace("{}", count.toLocaleString("da-DK")));
  const count = () => {
    const chosen = rows.filter((row) => row.checked).length;
    all.checked = chosen === rows.length;
    all.indeterminate = chosen > 0 && !all.checked;
    if (chosen) for (const element of form.querySelectorAll("[data-many]")) element.textContent = inWords(element.dataset, chosen);
  };
  all.parentElement.hidden = false;
  all.addEventListener("change", () => rows.forEach((row) => (row.checked = all.checked)));
  form.addEventListener("change", count);
  form.addEventListener("reset", () => setTimeout(count));
  count();
}

document.querySelectorAll("form[data-choosing]").forEach(choosing);

/** The buttons that add to the hours, without a page in between. */
for (const form of document.querySelectorAll("[data-hours]")) {
  const field = form.querySelector("[name=hours]");
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    const now = Number(field.value.trim().replace(",", ".") || 0);
    if (!button || !Number.isFinite(now)) return;
    event.preventDefault();
    const wanted = now + Number(button.dataset.step);
    if (wanted >= 0 && wanted <= 24) field.value = String(wanted).replace(".", ",");
  });
}

document.getElementById("error-summary")?.focus();
