/**
 * The offline worker: keeps one whole release of the shell, and answers from it.
 * It touches GET only: a request that writes is never repeated, delayed or read here.
 */
const RELEASE = {{ release | tojson }};
const CACHE = `feltbog-${RELEASE}`;
const PAGES = new Set({{ pages | tojson }});
const OFFLINE_PAGE = {{ offline_page | tojson }};
const WHOLE = [...PAGES, OFFLINE_PAGE, ...{{ files | tojson }}];
const REPLACED = "/replaced-releases"; // in the cache: the names of those that were there before
const STATIC = "/static/";
const PLANS = "/api/plan/"; // their pictures are kept by session.js
const PATIENCE = 20_000; // ms without a byte

const underWay = new Set(); // an AbortController for each request that has not ended

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { data, ports, source } = event;
  if (data === "take over") self.skipWaiting();
  // To another release, which a request under way would hold up.
  if (data === "give way") underWay.forEach((ending) => ending.abort());
  if (data === "give way" || data === "which release") ports[0].postMessage({ release: RELEASE });
  if (data?.page) event.waitUntil(tellPage(data.page, ports[0], source));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (PAGES.has(url.pathname)) event.respondWith(kept(url.pathname, request));
  else if (url.pathname.startsWith(STATIC) || url.pathname.startsWith(PLANS)) event.respondWith(keptOfAnyRelease(request));
  // A page of another site that shows one of ours in a frame answers for itself: the server sees that it is one.
  else if (request.mode === "navigate" && request.destination === "document") event.respondWith(fromNetwork(request));
});

async function install() {
  const before = (await caches.keys()).filter((name) => name.startsWith("feltbog-") && name !== CACHE);
  await keepWhole();
  await (await caches.open(CACHE)).put(REPLACED, new Response(JSON.stringify(before)));
}

/** All of the release, or it throws: at installing, the worker before then goes on with its own. */
async function keepWhole() {
  const cache = await caches.open(CACHE);
  await Promise.all(WHOLE.map(async (path) => cache.put(path, await fetchOurs(path))));
}

/** Nobody's cookies go out and none come back; files keep their digest for good, pages are asked for anew. */
async function fetchOurs(path) {
  const cache = path.startsWith(STATIC) ? "default" : "no-cache";
  const response = await patiently(path, { credentials: "omit", redirect: "error", cache });
  const isOurs = response.ok && response.headers.get("X-Feltbog-Release") === RELEASE;
  if (!isOurs) throw new Error(`${path} is not of release ${RELEASE}`);
  return response;
}

/** A page of `release` asks which one answers it, and whether that is whole; what a browser has emptied is put back. */
async function tellPage(release, port, page) {
  await takeIn();
  const has = new Set((await (await caches.open(CACHE)).keys()).map(({ url }) => new URL(url).pathname));
  const isWhole = WHOLE.every((path) => has.has(path));
  const say = (whole) => port.postMessage({ release: RELEASE, isWhole: whole });
  say(isWhole || null);
  if (!isWhole) await keepWhole().then(() => say(true), () => say(false));
  if (release === RELEASE) await dropReplaced(page);
}

/** A page that was on its way here before this worker was active is nobody's, until it is claimed again. */
const takeIn = () => self.clients.claim().catch(() => {});

/** What this release has replaced, and nothing else, goes once no other page is open that may still need it. */
async function dropReplaced(page) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const replaced = await caches.match(REPLACED, { cacheName: CACHE });
  const names = replaced ? await replaced.json() : [];
  // One that is served again, after a newer one, may be among them.
  if (pages.some(({ id }) => id !== page.id) || self.registration.installing || self.registration.waiting) return;
  await Promise.all(names.map((name) => caches.delete(name)));
}

const kept = async (path, request) => (await caches.match(path, { cacheName: CACHE })) ?? fromNetwork(request);

/** A page that was open before an update asks for its own release's files. */
const keptOfAnyRelease = async (request) => (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? patiently(request);

async function fromNetwork(request) {
  try {
    return await patiently(request);
  } catch {
    return (await caches.match(OFFLINE_PAGE)) ?? Response.error();
  }
}

/** A fetch that ends when no byte comes for a while, or when another release takes over; a large answer may take its time. */
async function patiently(request, options) {
  const ending = new AbortController();
  const ended = new Promise((_, reject) => ending.signal.addEventListener("abort", () => reject(new Error("nothing comes any more"))));
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ending.abort(), PATIENCE);
  };
  const over = () => {
    clearTimeout(timer);
    underWay.delete(ending);
  };
  underWay.add(ending);
  ended.catch(over);
  wait();
  // With a signal, a navigation would be none any more.
  const coming = fetch(request, request.mode === "navigate" ? {} : { ...options, signal: ending.signal });
  const response = await Promise.race([coming, ended]).catch((error) => {
    over();
    throw error;
  });
  wait();
  const watch = {
    start: (to) => void ended.catch((error) => to.error(error)),
    transform: (chunk, to) => [wait(), to.enqueue(chunk)],
    flush: over,
  };
  // A download is the browser's own: not every one takes it from a worker's hands.
  if (response.body && !response.headers.has("Content-Disposition")) return new Response(response.body.pipeThrough(new TransformStream(watch)), response);
  over();
  return response;
}
