/** The forms of a draft save themselves a moment after a change and when they are left, and say how that went. Without it *Gem* does. */

const [PAUSE, AGAIN] = [1200, 10_000]; // ms: after a key; after a failure
const ALONG = /^(csrf_token|seen|(code|seen)-\d+)$/; // what goes along and is nothing that somebody wrote

function follow(form) {
  const line = form.querySelector("[data-save-line]");
  let timer;
  let sending = null; // the save that is on its way
  let isStopped = false; // somebody must choose first
  let kept = now(); // what the server has

  function now() {
    const fields = new URLSearchParams([...new FormData(form)].filter(([name]) => !ALONG.test(name)));
    return fields.toString();
  }

  /** Say how it stands, in the words of the page; `how` is its data attribute. */
  function say(how, words = "") {
    line.textContent = line.dataset[how].replace("{}", words);
    line.classList.toggle("amber", how !== "saved");
  }

  function send() {
    const body = new FormData(form);
    body.set("autosave", "yes");
    return fetch(form.action, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
  }

  /** What the answer says of what was sent. */
  async function read(answer, sent) {
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) {
      kept = sent;
      for (const [name, value] of Object.entries(told.fields ?? { seen: told.seen })) form.elements[name].value = value;
      if (told.url) movedTo(told.url);
      document.dispatchEvent(new Event("draft-saved"));
      return say("saved", told.saved);
    }
    isStopped = answer.status === 409;
    if (told.says) kept = sent; // beside the draft, for the next time
    return say(told.says ? "cannot" : "failed", told.says?.join(" "));
  }

  /** A new row has an address of its own now. */
  function movedTo(url) {
    form.action = url;
    history.replaceState(null, "", url);
  }

  async function save() {
    clearTimeout(timer);
    const sent = now();
    if (sending || isStopped || sent === kept) return;
    sending = send();
    try {
      await read(await sending, sent);
    } catch {
      say("offline");
    }
    sending = null;
    if (now() !== kept) timer = setTimeout(save, sent === now() ? AGAIN : PAUSE);
  }

  function later() {
    if (isStopped || now() === kept) return;
    say("waits");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  async function submit(event) {
    clearTimeout(timer);
    if (!sending) {
      kept = now();
      return;
    }
    event.preventDefault();
    await sending.catch(() => null);
    setTimeout(() => form.requestSubmit(event.submitter)); // once its answer is read
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", submit);
  addEventListener("online", save);
  addEventListener("pagehide", () => {
    if (!sending && !isStopped && now() !== kept) send();
  });
  addEventListener("beforeunload", (event) => {
    if (now() !== kept && (isStopped || !navigator.onLine)) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-autosave]")) follow(form);
