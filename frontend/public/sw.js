// Keeps the page's own files, so that it opens without a network: saved reports, history and samples can be read then.
// Nothing of a relay or resolver is ever kept. scripts/build-page.sh fills in the version and the names of the files.
//
// One version is one cache, filled before it is used and dropped as a whole: files of two versions never meet. A new one
// waits until no page of the old one is open, or until the user asks for it. To be rid of it: open the page with
// ?worker=off, or serve an empty sw.js.

const VERSION = "development";
// What every view needs is kept at once, the rest when it is first used.
const FILES = [];
const ON_DEMAND = [];

const CACHE = `waxseal-${VERSION}`;
const here = (name) => new URL(name, self.registration.scope).href;
const isOf = (list, url) => list.some((name) => (name.endsWith("/") ? url.startsWith(here(name)) : url === here(name)));

self.addEventListener("install", (event) => {
  // Past the browser's own cache, which may hold a mixture.
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((name) => new Request(here(name), { cache: "no-cache" })))));
});

self.addEventListener("activate", (event) => {
  const drop = async () => {
    for (const name of await caches.keys()) if (name.startsWith("waxseal-") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

self.addEventListener("message", ({ data }) => {
  if (data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || FILES.length === 0) return;
  const url = new URL(request.url);
  url.hash = "";
  const isPage = request.mode === "navigate" && (url.pathname === new URL(self.registration.scope).pathname || url.pathname.endsWith("/index.html"));
  if (isPage && !url.search.includes("worker=off")) event.respondWith(kept(here("./"), request));
  else if (isOf(FILES, url.href)) event.respondWith(kept(url.href, request));
  // Some are asked for by a digest of their content, behind a question mark.
  else if (isOf(ON_DEMAND, url.origin + url.pathname)) event.respondWith(keptWhenUsed(url.href, request));
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
  if (response.ok) await cache.put(address, response.clone());
  return response;
}
