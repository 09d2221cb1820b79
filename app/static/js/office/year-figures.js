// The year's figures: shows what they would mean while they are typed, and how many are not saved. Works without too.

const form = document.querySelector("#figures");
const PAUSE = 250;

let timer;
let asked = 0;

/** Name each figure that is not saved, and how many there are. */
function mark() {
  const isUnsaved = (input) => input.value.trim() !== input.previousElementSibling.value;
  const unsaved = [...form.querySelectorAll("[name^=figure-]")].filter(isUnsaved);
  for (const line of form.querySelectorAll(".unsaved")) line.remove();
  for (const input of unsaved) {
    const line = Object.assign(document.createElement("p"), { className: "unsaved", textContent: form.dataset.unsaved });
    input.closest("tr").querySelector(".from").prepend(line);
  }
  const { save, saveOne, saveMany } = form.dataset;
  const words = unsaved.length > 1 ? saveMany.replace("{count}", unsaved.length) : unsaved.length ? saveOne : save;
  form.querySelector("button[type=submit] span").textContent = words;
}

async function preview() {
  const number = (asked += 1);
  const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (answer?.ok && number === asked) document.querySelector("#meant").innerHTML = await answer.text();
}

form?.addEventListener("input", (event) => {
  if (!event.target.name.startsWith("figure-")) return;
  mark();
  clearTimeout(timer);
  timer = setTimeout(preview, PAUSE);
});
if (form) mark();
document.getElementById("error-summary")?.focus();
