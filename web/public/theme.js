// Before the first paint, so that no theme flashes: the chosen one, else the system's.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let chosen = null;
    try {
      chosen = localStorage.getItem("theme");
    } catch {
      // Storage may be blocked: the system's theme stands.
    }
    const isDark = chosen === null ? dark.matches : chosen === "dark";
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  };
  dark.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("themechange", apply);
  apply();
})();
