/** Reads a unified diff, as git writes it, into files and lines, and lays the sides beside each other. */
export interface DiffLine {
  readonly kind: "added" | "removed" | "same" | "hunk";
  readonly text: string;
  /** Numbers of the line before and after, from 1; null where it is not. */
  readonly before: number | null;
  readonly after: number | null;
}

export interface DiffFile {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
}

/** One line of the split view; a side is null where the other has more lines. */
export interface DiffPair {
  readonly left: DiffLine | null;
  readonly right: DiffLine | null;
}

/** Lines, or how many that did not change stand here folded. */
export type DiffPart =
  | { readonly kind: "lines"; readonly lines: readonly DiffLine[] }
  | { readonly kind: "folded"; readonly lines: readonly DiffLine[] };

/** Context that stays in sight around a change; a longer stretch folds in its middle. */
const CONTEXT = 3;
const FOLDED_AT_LEAST = 4;

export function parseDiff(patch: string): DiffFile[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith("diff --git "))
    .map(parseFile);
}

function parseFile(part: string): DiffFile {
  const all = part.replace(/\n$/, "").split("\n");
  const start = all.findIndex((line) => line.startsWith("@@"));
  const lines = numbered(start < 0 ? [] : all.slice(start));
  const note = start < 0 ? noteOf(all) : [];
  return {
    path: / b\/(.*)$/.exec(all[0] ?? "")?.[1] ?? "",
    added: lines.filter((line) => line.kind === "added").length,
    removed: lines.filter((line) => line.kind === "removed").length,
    lines: [...lines, ...note],
  };
}

function numbered(texts: readonly string[]): DiffLine[] {
  let before = 0;
  let after = 0;
  return texts.map((text): DiffLine => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (hunk !== null) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      return { kind: "hunk", text, before: null, after: null };
    }
    if (text.startsWith("\\")) return { kind: "hunk", text, before: null, after: null };
    const rest = text.slice(1);
    if (text.startsWith("+")) return { kind: "added", text: rest, before: null, after: after++ };
    if (text.startsWith("-")) return { kind: "removed", text: rest, before: before++, after: null };
    return { kind: "same", text: rest, before: before++, after: after++ };
  });
}

/** A file without hunks was renamed, is binary, or changed its mode: git says which. */
function noteOf(all: readonly string[]): DiffLine[] {
  const said = all.slice(1).filter((line) => !line.startsWith("index "));
  return said.map((text) => ({ kind: "hunk", text, before: null, after: null }));
}

/** Folds the middle of long stretches that did not change. */
export function foldContext(lines: readonly DiffLine[]): DiffPart[] {
  const near = lines.map(() => false);
  lines.forEach((line, i) => {
    if (line.kind === "same") return;
    for (let j = Math.max(0, i - CONTEXT); j <= Math.min(lines.length - 1, i + CONTEXT); j += 1) {
      near[j] = true;
    }
  });
  const parts: { kind: DiffPart["kind"]; lines: DiffLine[] }[] = [];
  lines.forEach((line, i) => {
    const kind = near[i] ? "lines" : "folded";
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  });
  return parts.map((part) =>
    part.kind === "folded" && part.lines.length < FOLDED_AT_LEAST
      ? { ...part, kind: "lines" }
      : part,
  );
}

/** The two sides beside each other: what was removed beside what was added in its place. */
export function sideBySide(lines: readonly DiffLine[]): DiffPair[] {
  const pairs: DiffPair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i += 1) {
      pairs.push({ left: removed[i] ?? null, right: added[i] ?? null });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === "removed") removed.push(line);
    else if (line.kind === "added") added.push(line);
    else {
      flush();
      pairs.push({ left: line, right: line });
    }
  }
  flush();
  return pairs;
}
