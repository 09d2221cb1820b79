/** Fills in the phone's secret, by which the server knows it again; without script the server gives the phone a name of its own. */
import { isOfEarlierRelease } from "./database.js";
import { holdsGuest, secret } from "./identity.js";

const PATIENCE = 3_000; // ms: a phone that cannot keep a secret joins all the same
const form = document.getElementById("join");

const secretInTime = Promise.race([
  isOfEarlierRelease().then((isEarlier) => (isEarlier ? "" : secret())),
  new Promise((resolve) => setTimeout(() => resolve(""), PATIENCE)),
]).catch(() => "");

/** What was captured while the code could be joined may still be sent when nobody new is let in: only this way. */
async function joinToSend(code, csrf_token) {
  const phone = form.elements.phone.value;
  if (!phone || !(await holdsGuest())) return false;
  const answer = await fetch("/api/join", {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrf_token },
    body: JSON.stringify({ phone, codes: [code] }),
  });
  const { guest, refused } = answer.ok ? await answer.json() : {};
  return Boolean(guest) && refused.length === 0;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  form.elements.phone.value = await secretInTime;
  const { code, csrf_token } = form.elements;
  if (await joinToSend(code.value, csrf_token.value).catch(() => false)) return location.replace("/");
  form.submit(); // asks nobody again
});
