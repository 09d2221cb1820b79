/** A table whose rows are chosen: all at once, and how many there are. Without it rows are chosen one by one. */

const inWords = (element, count) =>
  count === 1 ? element.dataset.one : element.dataset.many.replace("{}", count.toLocaleString("da-DK"));

for (const form of document.querySelectorAll("form[data-choosing]")) {
  const all = form.querySelector("[data-all]");
  const rows = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const follow = () => {
    const count = rows.filter((row) => row.checked).length;
    all.checked = count === rows.length;
    all.indeterminate = count > 0 && !all.checked;
    if (count) for (const element of form.querySelectorAll("[data-many]")) element.textContent = inWords(element, count);
  };
  all.parentElement.hidden = false;
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
  });
  form.addEventListener("change", follow);
  form.addEventListener("reset", () => setTimeout(follow));
  follow();
}
document.getElementById("error-summary")?.focus();
