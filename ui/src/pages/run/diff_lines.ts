/** Reads a unified diff, as git writes it, into files and lines. */
export interface DiffLine {
  readonly kind: "added" | "removed" | "same" | "hunk";
  readonly text: string;
}

export interface DiffFile {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
}

export function parseDiff(patch: string): DiffFile[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith("diff --git "))
    .map(parseFile);
}

function parseFile(part: string): DiffFile {
  const all = part.replace(/\n$/, "").split("\n");
  const start = all.findIndex((line) => line.startsWith("@@"));
  const lines = (start < 0 ? [] : all.slice(start)).map(parseLine);
  const note = start < 0 ? noteOf(all) : [];
  return {
    path: / b\/(.*)$/.exec(all[0] ?? "")?.[1] ?? "",
    added: lines.filter((line) => line.kind === "added").length,
    removed: lines.filter((line) => line.kind === "removed").length,
    lines: [...lines, ...note],
  };
}

function parseLine(line: string): DiffLine {
  if (line.startsWith("@@")) return { kind: "hunk", text: line };
  if (line.startsWith("+")) return { kind: "added", text: line.slice(1) };
  if (line.startsWith("-")) return { kind: "removed", text: line.slice(1) };
  return { kind: "same", text: line.slice(1) };
}

/** A file without hunks was renamed, is binary, or changed its mode: git says which. */
function noteOf(all: readonly string[]): DiffLine[] {
  const said = all.slice(1).filter((line) => !line.startsWith("index "));
  return said.map((text) => ({ kind: "hunk", text }));
}
