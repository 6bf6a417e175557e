/** Light or dark: what the reader chose, else what the system says. */
import { computed, effect, signal } from "@preact/signals";
import type { ThemeName } from "~/lib/palette";

const KEY = "runlore.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(system.matches);
system.addEventListener("change", (event) => {
  systemDark.value = event.matches;
});

function stored(): ThemeName | null {
  const value = window.localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : null;
}

const chosen = signal<ThemeName | null>(stored());

/** The theme in force. */
export const theme = computed<ThemeName>(
  () => chosen.value ?? (systemDark.value ? "dark" : "light"),
);

/** Switches to the other theme, and remembers it unless it is the system's own. */
export function toggleTheme(): void {
  const next: ThemeName = theme.peek() === "dark" ? "light" : "dark";
  const own = next === (systemDark.peek() ? "dark" : "light") ? null : next;
  if (own === null) window.localStorage.removeItem(KEY);
  else window.localStorage.setItem(KEY, own);
  chosen.value = own;
}

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
});
