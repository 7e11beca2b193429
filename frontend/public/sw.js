// Keeps the page's own files, so that it opens without a network: saved reports, history and samples can be read then.
// Nothing of a relay or resolver is ever kept. scripts/build-page.sh fills in the version and the names of the files.
//
// One version is one cache, filled before it is used and dropped as a whole: files of two versions never meet. A new one
// waits until no page of the old one is open, or until the user asks for it. To be rid of it: open the page with
// ?worker=off, or serve an empty sw.js.

const VERSION = "development";
// What every view needs is kept at once; what reports need, once somebody had one; what reads files of others, once it
// did; the rest when it is first used.
const FILES = [];
const FOR_REPORTS = [];
const FOR_READING = [];
const ON_DEMAND = [];

const SCOPE = self.registration.scope;
// Caches belong to the whole origin, which may have several copies of this page in folders of their own.
const OURS = `waxseal ${new URL(SCOPE).pathname} `;
const CACHE = OURS + VERSION;
const here = (name) => new URL(name, SCOPE).href;
const isOf = (list, url) => list.some((name) => (name.endsWith("/") && name !== "./" ? url.startsWith(here(name)) : url === here(name)));
// Past the browser's own cache, which may hold a mixture.
const fresh = (names) => names.map((name) => new Request(here(name), { cache: "no-cache" }));

self.addEventListener("install", (event) => event.waitUntil(fill()));

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(fresh(FILES));
  // Who could read reports without a network still can with the new version.
  for (const name of await caches.keys())
    for (const list of [FOR_REPORTS, FOR_READING])
      if (name.startsWith(OURS) && name !== CACHE && list[0] && (await (await caches.open(name)).match(here(list[0])))) await keepAll(list);
}

async function keepAll(list) {
  const cache = await caches.open(CACHE);
  const missing = [];
  for (const name of list) if (!(await cache.match(here(name)))) missing.push(name);
  await cache.addAll(fresh(missing));
}

self.addEventListener("activate", (event) => {
  const drop = async () => {
    for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
  // No room for it is no fault: it is fetched again.
  const list = { "keep-judge": FOR_REPORTS, "keep-reader": FOR_READING }[event.data];
  if (list) event.waitUntil(keepAll(list).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || FILES.length === 0) return;
  const url = new URL(request.url);
  // Some are asked for by a digest of their content, behind a question mark; there is one of each in a version.
  const bare = url.origin + url.pathname;
  const isPage = request.mode === "navigate" && (bare === SCOPE || bare === here("index.html"));
  if (isPage) {
    if (!url.search.includes("worker=off")) event.respondWith(kept(here("./"), request));
  } else if (isOf(FILES, bare) || isOf(FOR_REPORTS, bare) || isOf(FOR_READING, bare)) event.respondWith(kept(bare, request));
  else if (isOf(ON_DEMAND, bare)) event.respondWith(keptWhenUsed(bare, request));
});

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

async function keptWhenUsed(address, request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(address);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) await cache.put(address, response.clone()).catch(() => {});
  return response;
}
