// The workbook's page: shows how far the workbook is. Without this the link fetches the file by itself.

const link = document.querySelector("#fetch");
const box = document.querySelector("#making");
const bar = box.querySelector("progress");
const number = new Intl.NumberFormat("da");
const PAUSE = 400;

let making = null;

link.addEventListener("click", (event) => {
  event.preventDefault();
  // The plain link works without all this.
  making ??= make().catch(() => location.assign(link.href)).finally(() => (making = null));
});

async function make() {
  let made = await ask(link.dataset.make, { method: "POST", headers: { "X-CSRFToken": link.dataset.token } });
  show(made);
  while (made.state !== "done" && made.state !== "failed") {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    made = await ask(link.dataset.making + made.id);
    show(made);
  }
  if (made.state === "done") location.assign(`${link.href}?made=${made.id}`);
}

async function ask(address, options) {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function show({ state, written, total }) {
  box.hidden = false;
  if (state === "waiting" || state === "packing") bar.removeAttribute("value");
  else [bar.max, bar.value] = [total || 1, state === "done" ? total || 1 : written];
  const words = { written: number.format(written), total: number.format(total) };
  box.querySelector("[role=status]").textContent = box.dataset[state].replace(/\{(\w+)\}/g, (_, name) => words[name]);
}
