// The workbook's page: shows how far the workbook is. Without this the link fetches the file by itself.

const link = document.querySelector("#fetch");
const box = document.querySelector("#making");
const bar = box.querySelector("progress");
const line = box.querySelector("[role=status]");
const number = new Intl.NumberFormat("da");
const PAUSE = 400;

let busy = false;

link.addEventListener("click", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  try {
    await make();
  } catch {
    // The plain link works without all this.
    location.assign(link.href);
  } finally {
    busy = false;
  }
});

async function make() {
  let making = await ask(link.dataset.make, { method: "POST", headers: { "X-CSRFToken": link.dataset.token } });
  while (making.state !== "done" && making.state !== "failed") {
    show(making);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    making = await ask(link.dataset.making + making.id);
  }
  show(making);
  if (making.state === "done") location.assign(`${link.href}?made=${making.id}`);
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
  line.textContent = box.dataset[state].replace(/\{(\w+)\}/g, (_, name) => words[name]);
}
