/** Files of two runs, told apart by path, step and digest. */
import type { Artifact, FilePair } from "~/data/compare";

export interface FileChange {
  readonly path: string;
  /** The step they were logged at; null when they belong to none. */
  readonly step: number | null;
  readonly before: Artifact | null;
  readonly after: Artifact | null;
  readonly change: "same" | "changed" | "removed" | "added";
}

/** All files of both, those that differ first, then by path and step. */
export function pairFiles({ before, after }: FilePair): FileChange[] {
  const left = new Map(before.map((file) => [nameOf(file), file]));
  const right = new Map(after.map((file) => [nameOf(file), file]));
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names
    .flatMap((name) => changeOf(left.get(name) ?? null, right.get(name) ?? null) ?? [])
    .sort(
      (a, b) =>
        Number(a.change === "same") - Number(b.change === "same") ||
        a.path.localeCompare(b.path) ||
        (a.step ?? -1) - (b.step ?? -1),
    );
}

/** Paths hold no control characters, so a tab parts path and step. */
function nameOf(file: Artifact): string {
  return `${file.path}\t${file.step ?? ""}`;
}

function changeOf(before: Artifact | null, after: Artifact | null): FileChange | null {
  const any = after ?? before;
  if (any === null) return null;
  const facts = { path: any.path, step: any.step, before, after };
  if (before === null) return { ...facts, change: "added" };
  if (after === null) return { ...facts, change: "removed" };
  return { ...facts, change: before.sha256 === after.sha256 ? "same" : "changed" };
}

/** Larger files are not read to be compared line by line. */
export const MAX_BYTES = 1_000_000;

/** Whether a file can be read as lines. */
export function isText(file: Artifact): boolean {
  const byType = /^text\/|(json|xml|yaml|toml|javascript|x-sh|x-python)$/.test(file.media_type);
  return (
    byType ||
    /\.(txt|md|py|sh|ya?ml|toml|cfg|ini|log|patch|diff|csv|json)$|(^|\/)MLmodel$/.test(file.path)
  );
}
