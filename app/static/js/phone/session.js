/** Talks to the server: honestly (a body is checked, never the status alone) and never for long. */
import { heardTime } from "./clock.js";
import { base64 } from "./times.js";
import { tell } from "./database.js";
import { codesToTry, divided, holdsGuest, keptCodes, noteTried, provenGuest, rememberCodes, renewSecret, secret, setProvenGuest } from "./identity.js";
import { timeoutSignal } from "./older-browsers.js";
import * as store from "./store.js";

const PATIENCE = 20_000; // ms
const MOST_CODES = 20; // in one request

let heard = null;
let keepingPlans = null;

/** The last answer of /api/session: {account, guest, formsOf, csrf_token, server: {generation, …} or {}}; null before the first. */
export const session = () => heard;
/** The id under which an owner's things go out: an account's own, the guest's as the server calls it; null where they are not here. */
export const idOf = (who) => (who === store.GUEST ? heard?.guest?.id : heard?.account?.id === who ? who : null) ?? null;
/** The same as the query of an address, where two are here at once. */
export const as = (who) => (heard?.account && heard.guest ? `?as=${idOf(who)}` : "");

export async function sha256(body) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** One request to the API. → {status, body, headers}; null where nothing of ours answered: no network, a redirect, another's page. */
export async function call(path, { headers = {}, ...options } = {}) {
  try {
    // By it the server knows that a body came as it was sent.
    const digest = options.body && { "Content-Digest": `sha-256=:${base64(await sha256(options.body))}:` };
    const response = await fetch(path, {
      cache: "no-store",
      redirect: "error",
      signal: timeoutSignal(PATIENCE),
      headers: { Accept: "application/json", ...digest, ...headers },
      ...options,
    });
    const isJson = /[/+]json\b/.test(response.headers.get("Content-Type") ?? "");
    return { status: response.status, body: isJson ? await response.json() : null, headers: response.headers };
  } catch {
    return null;
  }
}

/** The same for a body that goes out as JSON, in the name of who is here. */
export const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": heard.csrf_token },
    body: JSON.stringify(body),
  });

/** How long an answer asks to wait, in ms; null where it does not say, or by a date: then two clocks would have to agree. */
export function waitFor(headers) {
  const seconds = Number(headers.get("Retry-After"));
  return seconds > 0 ? 1000 * Math.max(1, seconds) : null;
}

/** Whether a failure is our server's own word, or that of what stands before it: over HTTPS nobody else answers in its name. */
const isOurs = ({ status, body }) => body?.status === status || location.protocol === "https:";

/** Ask who is here: a captive portal answers 200 too, but not this. → the session, or null; throws an "IllError" where the server is ill */
export async function askServer() {
  const asked = Date.now();
  const answer = await call("/api/session");
  if (answer?.status >= 500 && isOurs(answer)) {
    throw Object.assign(new Error("the server is ill"), { name: "IllError", delay: waitFor(answer.headers) });
  }
  if (answer?.status === 200 && heardTime(answer.body?.server?.time, asked)) tell(); // it may be another day
  if (answer?.status !== 200 || !(await hear(answer.body))) return null;
  await sayWhoThisIs();
  return heard;
}

/** Take an answer that says who is here. → whether it is one */
async function hear(body) {
  const { user, forms, csrf_token } = body ?? {};
  if (user === undefined || !Array.isArray(forms) || !csrf_token) return false;
  heard = { ...divided(body), csrf_token, server: body.server ?? {}, isOlder: body.guest === undefined };
  await store.setPerson(body);
  if (heard.account) await store.allowAgain(heard.account.id, heard.formsOf.account);
  if (heard.guest) await store.allowAgain(store.GUEST, heard.formsOf.guest);
  return true;
}

/** To a server that does not know the guest, or by a cookie only: by secret and codes, one try, and whenever a code was kept that nobody has asked for yet; with nothing to prove, it is forgotten. */
async function sayWhoThisIs() {
  const isKnown = heard.guest && heard.guest.id === (await provenGuest());
  if (heard.isOlder || (isKnown && !(await keptCodes()).waits)) return;
  const codes = await codesToTry(heard.server.generation);
  if (!heard.guest && codes.length === 0 && !(await keptCodes()).refused.length && !(await holdsGuest())) return renewSecret();
  const answer = await post("/api/join", { phone: await secret(), codes: codes.slice(-MOST_CODES) });
  // 404: an older server, where the form is the only way. Anything else is tried again at the next occasion.
  if (answer?.status !== 200 || !(await hear(answer.body))) return;
  await noteTried(codes, answer.body.refused ?? [], answer.body.server.generation);
  if (answer.body.guest) await setProvenGuest(answer.body.guest.id);
}

/** Fetch open walks and events, places and choices, of everybody who is here, when they have changed. */
export async function refreshReference() {
  for (const who of (await store.owners()).filter(idOf)) {
    const { etag } = await store.note(who, "reference");
    const answer = await call(`/api/reference${as(who)}`, { headers: etag ? { "If-None-Match": etag } : {} });
    if (answer?.status === 200 && answer.body) {
      await store.setReference(who, answer.body, answer.headers.get("ETag"));
      if (who === store.GUEST) await rememberCodes(answer.body.codes);
    }
    const { plan } = (await store.reference(who)) ?? {};
    // Half a megabyte: nothing waits for it, and what fails is tried again at the next reference.
    if (plan) keepingPlans ??= keepPlans(plan).catch(() => {}).finally(() => (keepingPlans = null));
  }
}

export const planAddress = (id) => `/api/plan/${id}`;

/** Keep pictures where page and worker find them without a network: the current plan's, and those that something here points at. */
async function keepPlans(current) {
  const wanted = new Set([current.id, ...(await store.plansPointedAt())].map(planAddress));
  const cache = await caches.open("plans"); // beside the worker's own releases, which it drops
  for (const { url } of await cache.keys()) if (!wanted.has(new URL(url).pathname)) await cache.delete(url);
  for (const path of wanted) {
    if (await cache.match(path)) continue;
    const response = await fetch(path, { redirect: "error", signal: timeoutSignal(3 * PATIENCE) });
    // A captive portal answers 200 too, but no picture.
    if (response.ok && response.headers.get("Content-Type")?.startsWith("image/")) await cache.put(path, response);
  }
}
