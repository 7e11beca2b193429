// What must hold before anything is painted. Waited for like a style sheet, and a file of its own, because the content
// security policy allows no inline script; init.js starts the program.

// The chosen theme. The page itself keeps it up to date from then on.
try {
  const { theme } = JSON.parse(localStorage.getItem("waxseal.settings") ?? "{}");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, or not ours: the system's preference holds.
}

// The first page stands in index.html; on all others a word stands until the program is there.
if (/^#?\/?$/.test(location.hash)) document.documentElement.dataset.home = "";
