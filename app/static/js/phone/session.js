/** Talks to the server: honestly (a body is checked, never the status alone) and never for long. */
import { codesToTry, divided, holdsGuest, provenGuest, rememberCodes, renewSecret } from "./identity.js";
import * as store from "./store.js";

const PATIENCE = 20_000; // ms

let heard = null;

/**
 * The last answer of /api/session that this page heard: {account, guest, formsOf, csrf_token, server: {generation, …} or {}};
 * null before the first.
 */
export const session = () => heard;

/** The id under which an owner's things go out: an account's own, the guest's as the server calls it; null where they are not here. */
export const idOf = (who) => (who === store.GUEST ? heard?.guest?.id : heard?.account?.id === who ? who : null) ?? null;

/** The same as the query of an address, where two are here at once. */
export const as = (who) => (heard?.account && heard.guest ? `?as=${idOf(who)}` : "");

/**
 * One request to the API. → {status, body, headers}, or null when nothing of
 * ours answered: no network, too slow, a redirect, or somebody else's page.
 */
export async function call(path, { headers = {}, ...options } = {}) {
  try {
    const digest = options.body ? { "Content-Digest": `sha-256=:${await base64Sha256(options.body)}:` } : {};
    const response = await fetch(path, {
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
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

/** By it the server knows that a body came as it was sent. */
async function base64Sha256(body) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
}

/** The server answers, but cannot do what it should: `delay` ms until it may be asked again, where it said so. */
export class IllError extends Error {
  constructor({ headers }) {
    super("the server is ill");
    this.delay = waitFor(headers);
  }
}

/** How long an answer asks to wait, in ms; null where it does not say. */
export const waitFor = (headers) => 1000 * Number(headers.get("Retry-After")) || null;

/**
 * Ask who is here. It is also the one honest sign that the server is there: a captive portal answers 200 too, but not this.
 * A phone that the server has forgotten joins again by itself. → the session, or null; throws IllError
 */
export async function askServer() {
  const answer = await call("/api/session");
  if (answer?.status >= 500 && answer.body?.status === answer.status) throw new IllError(answer);
  if (answer?.status !== 200 || !(await hear(answer.body))) return null;
  await sayWhoThisIs();
  return heard;
}

/** Take an answer that says who is here. → whether it is one */
export async function hear(body) {
  const { user, forms, csrf_token } = body ?? {};
  if (user === undefined || !Array.isArray(forms) || !csrf_token) return false;
  heard = { ...divided(body), csrf_token, server: body.server ?? {}, isOlder: body.guest === undefined };
  await store.setPerson(body);
  for (const [who, mine] of [[heard.account?.id, heard.formsOf.account], [store.GUEST, heard.formsOf.guest]]) {
    if (who && idOf(who)) await store.allowAgain(who, mine);
  }
  return true;
}

/** Where the server does not know the guest, or knows it by what only a cookie says, it is told; with nothing left to prove, forgotten. */
async function sayWhoThisIs() {
  if (heard.isOlder || (heard.guest && heard.guest.id === (await provenGuest()))) return;
  const codes = await codesToTry(heard.server.generation);
  if (!heard.guest && codes.length === 0 && !(await holdsGuest())) return renewSecret();
  await (await import("./rejoin.js")).join(codes);
}

/** Fetch open walks and events, places and choices, of everybody who is here, when they have changed. */
export async function refreshReference() {
  for (const who of (await store.owners()).filter(idOf)) await refresh(who);
}

async function refresh(who) {
  const etag = await store.referenceEtag(who);
  const answer = await call(`/api/reference${as(who)}`, { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer?.status === 200 && answer.body) {
    await store.setReference(who, answer.body, answer.headers.get("ETag"));
    if (who === store.GUEST) await rememberCodes(answer.body.codes);
  }
  const { plan } = (await store.reference(who)) ?? {};
  // Half a megabyte: nothing waits for it, and what fails is tried again at the next reference.
  if (plan) import("./site-plan-pictures.js").then(({ keepPlans }) => keepPlans(plan)).catch(() => {});
}
