/** Which projects are listed, and in what order. */
import type { Project } from "~/data/projects";

/** Those whose name or notes hold all the words; starred first, then those that ran last. */
export function listed(
  projects: readonly Project[],
  filter: string,
  stars: ReadonlySet<string>,
): Project[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return projects
    .filter((project) => {
      const text = `${project.name}\n${project.notes}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort(
      (a, b) =>
        Number(stars.has(b.name)) - Number(stars.has(a.name)) ||
        (b.last_run_at ?? 0) - (a.last_run_at ?? 0) ||
        a.name.localeCompare(b.name),
    );
}

/** Pieces of at most so many. */
export function pieces<T>(items: readonly T[], size: number): T[][] {
  const found: T[][] = [];
  for (let from = 0; from < items.length; from += size) found.push(items.slice(from, from + size));
  return found;
}

/** The first line of Markdown notes, without the marks of a heading. */
export function firstLine(notes: string): string {
  const line = notes.split("\n").find((one) => one.trim() !== "") ?? "";
  return line.replace(/^#+\s*/, "").trim();
}
