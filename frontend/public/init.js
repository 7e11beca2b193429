// Starts the page. A file of its own, because the content security policy allows no inline script.

// The chosen theme, before anything is painted. The page itself keeps it up to date from then on.
try {
  const { theme } = JSON.parse(localStorage.getItem("waxseal.settings") ?? "{}");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, or not ours: the system's preference holds.
}

try {
  const { default: start } = await import("./frontend.js");
  await start({ module_or_path: new URL("./frontend_bg.wasm", import.meta.url) });
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
