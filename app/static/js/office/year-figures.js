// The year's figures: shows what they would mean while they are typed, and how many are not saved. Works without too.

const form = document.querySelector("#figures");
const meant = document.querySelector("#meant");
const words = form?.querySelector("button[type=submit] span");
const PAUSE = 250;

let timer;
let asked = 0;

const changed = () => [...form.querySelectorAll("[name^=figure-]")].filter((input) => input.value.trim() !== input.previousElementSibling.value);

function mark() {
  const unsaved = changed();
  for (const line of form.querySelectorAll(".unsaved")) line.remove();
  for (const input of unsaved) {
    const line = document.createElement("p");
    line.className = "unsaved";
    line.textContent = form.dataset.unsaved;
    input.closest("tr").querySelector(".from").prepend(line);
  }
  const { save, saveOne, saveMany } = form.dataset;
  words.textContent = unsaved.length > 1 ? saveMany.replace("{count}", unsaved.length) : unsaved.length ? saveOne : save;
}

async function preview() {
  const number = (asked += 1);
  const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (answer?.ok && number === asked) meant.innerHTML = await answer.text();
}

form?.addEventListener("input", (event) => {
  if (!event.target.name.startsWith("figure-")) return;
  mark();
  clearTimeout(timer);
  timer = setTimeout(preview, PAUSE);
});
if (form) mark();
document.getElementById("error-summary")?.focus();
