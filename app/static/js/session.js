/** Talks to the server: honestly (a body is checked, never the status alone) and never for long. */
import * as store from "./store.js";

const PATIENCE = 20_000; // ms

let heard = null;

/** The last answer of /api/session that this page heard: {user, forms, csrf_token}; null before the first. */
export const session = () => heard;

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

/** By it the server knows that a body came as it was sent. */
async function base64Sha256(body) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
}

/**
 * Ask who is here. It is also the one honest sign that the server is there:
 * a captive portal answers 200 too, but not this. → the session, or null
 */
export async function askServer() {
  const answer = await call("/api/session");
  const { user, forms, csrf_token } = answer?.body ?? {};
  if (answer?.status !== 200 || user === undefined || !Array.isArray(forms) || !csrf_token) return null;
  heard = { user, forms, csrf_token };
  await store.setPerson(heard);
  return heard;
}

/** Fetch open walks and events, places and choices, when they have changed. */
export async function refreshReference() {
  const who = heard?.user?.id;
  if (!who) return;
  const etag = await store.referenceEtag(who);
  const answer = await call("/api/reference", { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer?.status === 200 && answer.body) {
    await store.setReference(who, answer.body, answer.headers.get("ETag"));
  }
  const { plan } = (await store.reference(who)) ?? {};
  // Half a megabyte: nothing waits for it, and what fails is tried again at the next reference.
  if (plan) import("./plan-picture.js").then(({ keepPlans }) => keepPlans(plan)).catch(() => {});
}
