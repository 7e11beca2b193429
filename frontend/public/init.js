// Starts the page. A file of its own, because the content security policy allows no inline script.

// The chosen theme, before anything is painted. The page itself keeps it up to date from then on.
try {
  const { theme } = JSON.parse(localStorage.getItem("waxseal.settings") ?? "{}");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, or not ours: the system's preference holds.
}

// The part of the program that judges and shows reports, if it is a file of its own: scripts/build-page.sh names it here.
const REST = null;
let primary;
let rest;

// Fetched once; what failed is tried again when it is asked for again. The page asks before it shows what needs it.
globalThis.waxsealRest = () => {
  if (!REST) return Promise.resolve();
  rest ??= (async () => {
    const response = await fetch(new URL(REST, import.meta.url));
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    await WebAssembly.instantiateStreaming(response, { p: await primary });
  })().catch((error) => {
    rest = undefined;
    throw error;
  });
  return rest;
};

// Addresses that need it at once, and whoever is about to ask for a check.
const LIGHT = /^#?\/?$|^#\/?(?:settings|about|learn|grading|findings|not-found)(?:\/|$)/;
const early = () => globalThis.waxsealRest().catch(() => {});
if (LIGHT.test(location.hash)) document.addEventListener("focusin", ({ target }) => target.matches("input") && early());

try {
  const { default: start } = await import("./frontend.js");
  primary = start({ module_or_path: new URL("./frontend_bg.wasm", import.meta.url) });
  if (!LIGHT.test(location.hash)) early();
  await primary;
} catch (error) {
  const place = document.getElementById("loading");
  if (place) {
    place.setAttribute("role", "alert");
    place.textContent =
      "The page could not be started. It needs WebAssembly; a browser extension, an old browser or a broken " +
      `download may be in the way. Reload to try again. (${error})`;
  }
  console.error(error);
}
