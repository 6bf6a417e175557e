/** Projects that the reader starred: they stand first. Kept in this browser. */
import { signal } from "@preact/signals";

const KEY = "runlore.stars";

function stored(): ReadonlySet<string> {
  try {
    const names: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(names)) return new Set();
    return new Set(names.filter((name) => typeof name === "string"));
  } catch {
    return new Set();
  }
}

export const stars = signal<ReadonlySet<string>>(stored());

export function toggleStar(project: string): void {
  const next = new Set(stars.peek());
  if (!next.delete(project)) next.add(project);
  stars.value = next;
  window.localStorage.setItem(KEY, JSON.stringify([...next]));
}
