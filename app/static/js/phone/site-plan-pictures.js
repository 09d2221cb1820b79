/** Keeps the pictures of plans on the phone, where pages and worker find them without a network. */
import * as store from "./store.js";

// Beside the worker's own releases, which it drops.
const CACHE = "plans";
const PATIENCE = 60_000; // ms; half a megabyte over a slow network

export const address = (id) => `/api/plan/${id}`;

let underWay = null;

/** Keep the current plan, and those that something on this phone points at; drop the others. */
export const keepPlans = (current) => (underWay ??= keep(current).finally(() => (underWay = null)));

async function keep(current) {
  const wanted = new Set([current.id, ...(await store.plansPointedAt())].map(address));
  const cache = await caches.open(CACHE);
  for (const { url } of await cache.keys()) {
    if (!wanted.has(new URL(url).pathname)) await cache.delete(url);
  }
  for (const path of wanted) {
    if (!(await cache.match(path))) await fetchPicture(cache, path);
  }
}

/** A captive portal answers 200 too, but no picture. */
async function fetchPicture(cache, path) {
  const response = await fetch(path, { redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
  if (response.ok && response.headers.get("Content-Type")?.startsWith("image/")) await cache.put(path, response);
}
