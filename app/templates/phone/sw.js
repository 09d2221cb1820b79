/**
 * The offline worker: keeps one whole release of the shell, and answers from it.
 * It touches GET only: a request that writes is never repeated, delayed or read here.
 */
const RELEASE = {{ release | tojson }};
const CACHE = `feltbog-${RELEASE}`;
const PAGES = new Set({{ pages | tojson }});
const FILES = {{ files | tojson }};
const OFFLINE_PAGE = {{ offline_page | tojson }};
const STATIC = "/static/";
const PLANS = "/api/plan/"; // their pictures are kept by session.js
const RELEASE_LOCK = "feltbog-release-"; // also in update.js

self.addEventListener("install", (event) => event.waitUntil(precache()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  // Not waited for: a worker with work under way holds up the next one, and what is not dropped now is dropped another time.
  if (event.data === "page started") dropUnusedReleases();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (PAGES.has(url.pathname)) event.respondWith(kept(url.pathname, request));
  else if (url.pathname.startsWith(STATIC) || url.pathname.startsWith(PLANS)) event.respondWith(keptOfAnyRelease(request));
  else if (request.mode === "navigate") event.respondWith(fromNetwork(request));
});

/** All of the release or nothing: when this throws, the worker before goes on with its own. */
async function precache() {
  const paths = [...PAGES, OFFLINE_PAGE, ...FILES];
  const responses = await Promise.all(paths.map(fetchOurs));
  const cache = await caches.open(CACHE);
  await Promise.all(paths.map((path, index) => cache.put(path, responses[index])));
}

/** Nobody's cookies go out and none come back; files keep their digest for good, pages are asked for anew. */
async function fetchOurs(path) {
  const cache = path.startsWith(STATIC) ? "default" : "no-cache";
  const response = await fetch(path, { credentials: "omit", cache });
  const isOurs = response.ok && !response.redirected && response.headers.get("X-Feltbog-Release") === RELEASE;
  if (!isOurs) throw new Error(`${path} is not of release ${RELEASE}`);
  return response;
}

/** A page of the shell. The network is asked only where the browser has emptied the cache. */
async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fromNetwork(request);
}

/** A page that was open before an update asks for its own release's files. */
async function keptOfAnyRelease(request) {
  return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

async function fromNetwork(request) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match(OFFLINE_PAGE)) ?? Response.error();
  }
}

/** An older release stays while a page of it is open; each page says so by a lock. A newer one is not ours to judge. */
async function dropUnusedReleases() {
  const names = await caches.keys();
  const { held } = await self.navigator.locks.query();
  if (self.registration.installing || self.registration.waiting) return;
  const inUse = new Set([CACHE, ...held.map(({ name }) => name.replace(RELEASE_LOCK, "feltbog-"))]);
  const unused = names.filter((name) => name.startsWith("feltbog-") && !inUse.has(name));
  await Promise.all(unused.map((name) => caches.delete(name)));
}
