/** Counts down to when the office asks for the password again, and asks on the page, so that nothing typed is lost. */
import { NOTICED, parted } from "../shared/clocks.js";

const bar = document.getElementById("session-end");
const lock = document.getElementById("session-lock");
const [form, stay] = [lock.querySelector("form"), bar.querySelector("button")];
const NOTICE = 300; // seconds
const LOOK = 30_000; // ms: a timer stands still while the machine sleeps

let state;
let ends; // by the page's own clock
let parting = parted();
let timer;

/** What the server says: {seconds, can_stay, asks_code}; another tab may have put the end off. */
function follow(told) {
  state = told;
  ends = performance.now() + told.seconds * 1000;
  look();
}

/** Show what belongs to this moment, and wait for the next one. */
function look() {
  clearTimeout(timer);
  const step = parted() - parting;
  if (Math.abs(step) >= NOTICED) {
    // The machine slept, or somebody set its clock: the server knows. Without its word it has slept.
    parting += step;
    ends -= Math.max(0, step);
    return askAgain();
  }
  const seconds = Math.ceil((ends - performance.now()) / 1000);
  if (seconds <= 0) return shut();
  bar.hidden = seconds > NOTICE;
  bar.querySelector("[data-left]").textContent = `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;
  stay.querySelector("[data-stay]").hidden = !state.can_stay;
  stay.querySelector("[data-confirm]").hidden = state.can_stay;
  timer = setTimeout(seconds === NOTICE + 1 ? askAgain : look, seconds <= NOTICE ? 1000 : Math.min((seconds - NOTICE) * 1000, LOOK));
}

async function ask(path, options) {
  const answer = await fetch(path, { cache: "no-store", headers: { Accept: "application/json" }, ...options });
  // Signed out meanwhile: the page belongs to nobody any more.
  if (answer.redirected || (answer.status === 401 && path !== form.action)) location.assign("/office/");
  return answer;
}

const hear = async (path = bar.dataset.remaining, options = {}) => (await ask(path, options)).json();
const askAgain = (...what) => hear(...what).then(follow).catch(look);

/** Cover the page, without a network too. What is typed in it stays. */
async function shut() {
  state = await hear().catch(() => ({ ...state, seconds: 0 }));
  if (state.seconds > 0) return follow(state);
  document.body.dataset.locked = "";
  bar.hidden = true;
  open();
}

function open() {
  form.querySelector("[data-code]").hidden = !state.asks_code;
  if (!lock.open) lock.showModal();
}

function reopen(told) {
  for (const input of document.querySelectorAll("input[name$=csrf_token]")) input.value = told.csrf_token;
  for (const element of document.querySelectorAll("[data-token]")) element.dataset.token = told.csrf_token;
  delete document.body.dataset.locked;
  form.reset();
  lock.close();
  follow(told);
}

stay.addEventListener("click", () => {
  if (!state.can_stay) return open();
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  return askAgain(bar.dataset.stay, { method: "POST", body });
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = form.querySelector(".error");
  let words = form.dataset.offline;
  try {
    const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok) return reopen(await answer.json());
    words = answer.status === 401 ? Object.values((await answer.json()).errors)[0] : form.dataset.wait;
  } catch {
    // The page stays covered, and says why.
  }
  error.hidden = false;
  error.lastElementChild.textContent = words;
});

lock.addEventListener("cancel", (event) => {
  if (document.body.dataset.locked === "") event.preventDefault();
});
document.addEventListener("input", ({ target }) => {
  if (lock.contains(target)) return;
  bar.querySelector("[data-safe]").hidden = true;
  for (const whole of [bar, lock]) whole.querySelector("[data-typed]").hidden = false;
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
follow(JSON.parse(bar.dataset.session));
