/** Sends one photo, which has been received only when the server names the SHA-256 of this very picture. */
import { as, call, idOf, session, waitFor } from "./session.js";
import * as store from "./store.js";

const PATIENCE = 60_000; // ms
const LIFE = 20_000; // ms: while a photo is on its way, other tabs see that this one is awake
const BUSY = 60_000; // ms, where the server does not say
const NEVER = new Set([400, 404, 413, 422]);

/**
 * One try for a photo of `who`; what comes of it is written down. `mustAnswer` asks who is here, or throws where there
 * is no network. → {outcome, delay}: "received"; "stopped"; "busy", to be tried after `delay` ms; "unwell", when the server is;
 * "signin" when its owner is not here any more; "failed" when it may be better luck next time
 */
export async function sendPhoto(photo, who, mustAnswer, isRepeat = false) {
  if (!photo.data) return stop(photo);
  const again = await store.offeredAgain(who);
  const { outcome, delay, receivedAt } = await put(photo, who);
  if (outcome === "received") await store.photoReceived(photo, receivedAt, again);
  if (outcome === "received" || outcome === "busy") return { outcome, delay: delay ?? BUSY };
  await mustAnswer(); // else it was not our server that refused
  if (outcome === "unwell") return { outcome, delay };
  if (outcome === "refused") return stop(photo);
  if (outcome !== "denied" && outcome !== "conflict") return { outcome: "failed" };
  if (!idOf(who)) return { outcome: "signin" };
  if (!isRepeat) return sendPhoto(photo, who, mustAnswer, true); // with the token just fetched
  return stop(photo, outcome === "denied" ? store.forbidden(who) : undefined);
}

async function stop(photo, reason) {
  await store.stopPhoto(photo, reason);
  return { outcome: "stopped" };
}

async function put({ id, data }, who) {
  const life = setInterval(store.showLife, LIFE);
  try {
    await store.showLife();
    const answer = await call(`/api/photos/${id}${as(who)}`, {
      method: "PUT",
      headers: { "Content-Type": "image/jpeg", "X-CSRFToken": session().csrf_token },
      body: data,
      signal: AbortSignal.timeout(PATIENCE),
    });
    const delay = answer && waitFor(answer.headers);
    return { outcome: await judge(answer, id, data), delay, receivedAt: answer?.body?.received_at };
  } finally {
    clearInterval(life);
  }
}

async function judge(answer, id, data) {
  const { status, body } = answer ?? {};
  if (status === 200) {
    const isThis = body?.id === id && body.bytes === data.byteLength && body.sha256 === (await sha256(data));
    return isThis ? "received" : "silent";
  }
  if (status === undefined || body?.status !== status) return "silent"; // not our server's words
  if (status === 401 || status === 403) return "denied";
  if (status === 409) return "conflict"; // somebody else is here now; or another picture has the id
  if (status === 429) return "busy";
  if (status === 460) return "silent"; // damaged on the way
  if (status === 503) return "unwell";
  return NEVER.has(status) ? "refused" : "silent";
}

async function sha256(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
