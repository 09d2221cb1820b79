/** Fills in the phone's secret, by which the server knows it again; without script the server gives the phone a name of its own. */
import { isOfEarlierRelease } from "./database.js";
import { forgetRefused, holdsGuest, keepCode, secret } from "./identity.js";

const PROBE = 10_000; // ms
const PATIENCE = 3_000; // ms: a phone that cannot keep a secret joins all the same
const form = document.getElementById("join");

const isEarlier = isOfEarlierRelease();
const secretInTime = Promise.race([
  isEarlier.then((isSo) => (isSo ? "" : secret())),
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

/** Whether our server is there, well or ill: a captive portal answers too, but not this. */
async function isServerThere() {
  const late = new Promise((resolve) => setTimeout(() => resolve(null), PROBE));
  const answer = await Promise.race([fetch("/healthz", { cache: "no-store", redirect: "error" }), late]).catch(() => null);
  return answer !== null && (answer.status >= 500 || (await answer.json().catch(() => null))?.status === "ok");
}

/** Where there is no network, nothing is thrown away: the app joins with the code once there is. */
async function keepForLater(code) {
  await keepCode(code);
  form.hidden = true;
  const kept = document.getElementById("code-kept");
  kept.querySelector(".answers").hidden = !navigator.serviceWorker?.controller; // without the app on the phone there is no page to go to
  kept.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  form.elements.phone.value = await secretInTime;
  const { code, csrf_token } = form.elements;
  const canKeep = code.value.trim() !== "" && !(await isEarlier.catch(() => true));
  if (canKeep && !(await isServerThere())) return keepForLater(code.value).catch(() => form.submit());
  if (canKeep) await forgetRefused().catch(() => {}); // somebody tries anew
  if (await joinToSend(code.value, csrf_token.value).catch(() => false)) return location.replace("/");
  form.submit(); // asks nobody again
});
