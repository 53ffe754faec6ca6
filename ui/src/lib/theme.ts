// Light, dark or what the system says. The choice is remembered on this device; early.js applies it before the first paint.

export type Theme = "system" | "light" | "dark";

const KEY = "shopbell.theme";
const systemIsDark = () => window.matchMedia("(prefers-color-scheme: dark)");

export function rememberedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function applyTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  const dark = theme === "dark" || (theme === "system" && systemIsDark().matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

/** Follows the system while the person has not chosen. Returns the way to stop. */
export function followSystemTheme(): () => void {
  const query = systemIsDark();
  const follow = () => applyTheme(rememberedTheme());
  query.addEventListener("change", follow);
  return () => query.removeEventListener("change", follow);
}
