// Starts the page. A file of its own, because the content security policy allows no inline script.

// Filled in by scripts/build-page.sh: the parts of the program that judge and show reports, and that read files and
// messages of others, if they are files of their own, and the service worker.
const REST = null;
const READER = null;
const WORKER = null;
let primary;
const parts = {};
const MOST_DROPPED = 20_000;

// Fetched once; what failed is tried again when it is asked for again. The page asks before it shows what needs it.
globalThis.waxsealPart = (name) => {
  parts[name] ??= (name === "reader" ? fetchReader() : fetchPart(REST, name)).catch((error) => {
    delete parts[name];
    throw error instanceof WebAssembly.LinkError ? new Error("it is of another version than the page; reload the page") : error;
  });
  return parts[name];
};
// It builds upon what judges, and both are on their way at once.
const fetchReader = () => fetchPart(READER, "reader", globalThis.waxsealPart("judge"));

// Gives what later parts build upon.
async function fetchPart(place, name, earlier = primary) {
  if (!place) return;
  const address = new URL(place, import.meta.url);
  const [response, before] = await Promise.all([fetch(address), earlier]);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  // It takes its imports under the digest of the build: one of another build does not fit.
  const imports = { [address.search.slice(1)]: before };
  // Some static hosts call WebAssembly something else.
  const isCalledSo = response.headers.get("content-type") === "application/wasm";
  const { instance } = isCalledSo
    ? await WebAssembly.instantiateStreaming(response, imports)
    : await WebAssembly.instantiate(await response.arrayBuffer(), imports);
  navigator.serviceWorker?.ready.then(({ active }) => active.postMessage(`keep-${name}`));
  return { ...before, ...instance.exports };
}

// What was dropped, with the files in folders, each with its path there. Browsers say only while the event lasts what is a
// folder. In the place of what they cannot read stands an empty file that says why.
globalThis.waxsealDropped = async ({ items, files }) => {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...files];
  const found = [];
  const lose = (path, why) => found.push(Object.assign(new File([], path), { waxsealPath: path, waxsealLost: why }));
  // A list that grows while it is gone through.
  for (const [at, entry] of entries.entries()) {
    const path = entry.fullPath.replace(/^\//, "");
    if (at >= MOST_DROPPED) {
      lose("…", `more than ${MOST_DROPPED} files and folders at once`);
      break;
    }
    try {
      if (entry.isFile) {
        const file = await new Promise((done, fail) => entry.file(done, fail));
        found.push(Object.assign(file, { waxsealPath: path }));
        continue;
      }
      const reader = entry.createReader();
      // It gives a hundred at a time, and none at the end.
      for (let some; entries.length <= MOST_DROPPED && some?.length !== 0; entries.push(...some)) {
        some = await new Promise((done, fail) => reader.readEntries(done, fail));
      }
    } catch (error) {
      lose(path, error.message);
    }
  }
  return found;
};

// Files that are dropped before the program runs wait for it: the browser would leave the page for them. What is entered
// counts as well as what is passed over: where an element has just come to be under them, they may be dropped at once.
const DRAGGED = ["dragenter", "dragover", "drop"];
let dropped;
function keepDropped(event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  if (event.type === "drop") dropped = globalThis.waxsealDropped(event.dataTransfer);
}
for (const name of DRAGGED) document.addEventListener(name, keepDropped);
globalThis.waxsealDroppedBefore = () => {
  for (const name of DRAGGED) document.removeEventListener(name, keepDropped);
  const before = dropped;
  dropped = undefined;
  return before;
};

// A drop goes to the element that the files were last seen over. If another has come in its place since, as when the program
// starts, the event reaches nobody, and is told here.
document.addEventListener("dragover", ({ target }) => target.addEventListener("drop", tellOfDrop), true);
function tellOfDrop({ target, dataTransfer }) {
  if (!target.isConnected) document.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
}

const fetchAhead = (name) => globalThis.waxsealPart(name).catch(() => {});

// Addresses that need nothing of it. Whoever turns to a field there is about to ask for a check.
const LIGHT = /^#?\/?$|^#\/?(?:settings|about|learn|grading|findings|not-found)(?:\/|$)/;
const READS = /^#?\/?(?:reports|message)(?:[/?]|$)/;
const isHome = () => /^#?\/?$/.test(location.hash);
document.addEventListener("focusin", ({ target }) => primary && target.matches("input") && fetchAhead("judge"));

// The first page stands in index.html and is painted before the program is there. What is typed or sent meanwhile counts.
const early = document.getElementById("early");
const before = early?.querySelector("input");
let touched = false;
before?.addEventListener("focus", () => (touched = true));
early?.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = event.target.querySelector("input").value.trim();
  if (typed) location.hash = `#/check/${encodeURIComponent(typed)}`;
});

// What stands there is painted before the program is fetched, if anybody looks: on a slow line its bytes would come before
// the style sheets.
const painted = new Promise((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 100);
});

try {
  const [{ default: start }] = await Promise.all([import("./frontend.js"), painted]);
  primary = start({ module_or_path: new URL("./frontend_bg.wasm", import.meta.url) });
  if (!LIGHT.test(location.hash)) fetchAhead(READS.test(location.hash) ? "reader" : "judge");
  // The program puts its own page in place of the first one as soon as it runs.
  await primary;
  let after = null;
  for (let looks = 0; before && isHome() && !after && looks < 100; looks += 1) {
    await new Promise((done) => setTimeout(done, looks > 0 ? 20 : 0));
    after = document.querySelector("#domain");
  }
  if (before && after && before !== after) {
    if (before.value) after.value = before.value;
    if (touched) after.focus();
  }
} catch (error) {
  const place = document.getElementById("loading");
  if (place) {
    place.hidden = false;
    place.setAttribute("role", "alert");
    place.textContent =
      "The page could not be started. It needs WebAssembly; a browser extension, an old browser or a broken " +
      `download may be in the way. Reload to try again. (${error})`;
  }
  console.error(error);
}

// A program that met its own mistake stands still: better said than waited for.
addEventListener("error", ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError) note("stopped", "This page met a mistake of its own and has stopped.", () => location.reload());
});

// The service worker, once the page has all that it needs. Its address is the only one that this policy lets through.
if ("serviceWorker" in navigator && isSecureContext) {
  const off = new URLSearchParams(location.search).get("worker") === "off";
  const mine = new URL("./", import.meta.url).href;
  if (off) for (const one of await navigator.serviceWorker.getRegistrations()) if (one.scope === mine) await one.unregister();
  if (!off && WORKER) setTimeout(register, 3000);
}

async function register() {
  try {
    const address = new URL(WORKER, import.meta.url).href;
    const policy = globalThis.trustedTypes?.createPolicy("waxseal", {
      createScriptURL(url) {
        if (url === address) return url;
        throw new TypeError("the service worker is the only script");
      },
    });
    const registration = await navigator.serviceWorker.register(policy?.createScriptURL(address) ?? address);
    const tell = (worker) =>
      worker?.addEventListener("statechange", () => worker.state === "installed" && navigator.serviceWorker.controller && offer(worker));
    tell(registration.installing);
    registration.addEventListener("updatefound", () => tell(registration.installing));
    if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  } catch {
    // Private windows and some settings allow none: the page works without.
  }
}

// Never by itself: a check may be running.
function offer(worker) {
  note("new-version", "A new version of this page is ready.", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    worker.postMessage("take-over");
  });
}

function note(id, words, reload) {
  if (document.getElementById(id)) return;
  const place = document.createElement("p");
  place.id = id;
  place.className = "page-note";
  place.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = "Reload";
  button.addEventListener("click", reload);
  place.append(`${words} `, button);
  document.body.append(place);
}
