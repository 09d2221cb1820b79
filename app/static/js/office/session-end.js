/** Counts down to when the office asks for the password again, and asks on the page, so that nothing typed is lost. */

const bar = document.getElementById("session-end");
const lock = document.getElementById("session-lock");
const [form, stay, left] = [lock.querySelector("form"), bar.querySelector("button"), bar.querySelector("[data-left]")];
const NOTICE = 300; // seconds

let state = JSON.parse(bar.dataset.session);
let ends = Date.now() + state.seconds * 1000;
let timer;
let typed = false;

/** What the server says: {seconds, can_stay, asks_code}; another tab may have put the end off. */
function follow(told) {
  state = told;
  ends = Date.now() + told.seconds * 1000;
  look();
}

/** Show what belongs to this moment, and wait for the next one. */
function look() {
  clearTimeout(timer);
  const seconds = Math.ceil((ends - Date.now()) / 1000);
  if (seconds <= 0) return shut();
  show(seconds <= NOTICE, seconds);
  timer = setTimeout(seconds === NOTICE + 1 ? askFirst : look, seconds <= NOTICE ? 1000 : (seconds - NOTICE) * 1000);
}

function show(isSoon, seconds) {
  if (isSoon) left.textContent = `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;
  if (bar.hidden !== isSoon) return;
  bar.hidden = !isSoon;
  sayWhatIsUnsaved();
  stay.querySelector("[data-stay]").hidden = !state.can_stay;
  stay.querySelector("[data-confirm]").hidden = state.can_stay;
}

/** Also while the bar stands there: whoever comes back to the page types on below it. */
function sayWhatIsUnsaved() {
  bar.querySelector("[data-typed]").hidden = !typed;
  bar.querySelector("[data-safe]").hidden = typed;
}

async function ask(path, options = {}) {
  const answer = await fetch(path, { cache: "no-store", headers: { Accept: "application/json" }, ...options });
  // Signed out meanwhile: the page belongs to nobody any more.
  if (answer.redirected || (answer.status === 401 && path !== form.action)) location.assign("/office/");
  return answer;
}

async function askFirst() {
  try {
    follow(await (await ask(bar.dataset.remaining)).json());
  } catch {
    look();
  }
}

/** Cover the page. What is typed in it stays. */
async function shut() {
  try {
    const told = await (await ask(bar.dataset.remaining)).json();
    if (told.seconds > 0) return follow(told);
    state = told;
  } catch {
    // Without a network the page is covered all the same.
  }
  document.body.dataset.locked = "";
  bar.hidden = true;
  open();
}

function open() {
  form.querySelector("[data-code]").hidden = !state.asks_code;
  lock.querySelector("[data-typed]").hidden = !typed;
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

function complain(words) {
  const error = form.querySelector(".error");
  error.hidden = false;
  error.lastElementChild.textContent = words;
}

stay.addEventListener("click", async () => {
  if (!state.can_stay) return open();
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  try {
    follow(await (await ask(bar.dataset.stay, { method: "POST", body })).json());
  } catch {
    look();
  }
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok) return reopen(await answer.json());
    complain(answer.status === 401 ? Object.values((await answer.json()).errors)[0] : form.dataset.wait);
  } catch {
    complain(form.dataset.offline);
  }
});

lock.addEventListener("cancel", (event) => {
  if (document.body.dataset.locked === "") event.preventDefault();
});
document.addEventListener("input", (event) => {
  typed ||= !lock.contains(event.target);
  sayWhatIsUnsaved();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
look();
