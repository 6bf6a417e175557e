/** A line diff as rows of two columns, long stretches that are the same folded away. */
import { diffLines, type LineDiff } from "~/lib/line_diff";

export interface SplitLine {
  readonly number: number;
  /** Pieces of the text, those marked that the line beside it has not. */
  readonly pieces: readonly Piece[];
}

export interface Piece {
  readonly text: string;
  readonly isMarked: boolean;
}

export type SplitRow =
  | {
      readonly kind: "lines";
      readonly changed: boolean;
      readonly before: SplitLine | null;
      readonly after: SplitLine | null;
    }
  | { readonly kind: "fold"; readonly id: number; readonly rows: readonly SplitRow[] };

/** Lines kept in sight around a change. */
const CONTEXT = 3;

/** Rows of a diff. */
export function splitRows(diff: LineDiff): SplitRow[] {
  const rows: SplitRow[] = [];
  let left = 1;
  let right = 1;
  diff.hunks.forEach((hunk, i) => {
    const next = diff.hunks[i + 1];
    if (hunk.kind === "same") {
      const same = hunk.lines.map((text, j) => sameRow(text, left + j, right + j));
      rows.push(...folded(same, i === 0, next === undefined));
      left += hunk.lines.length;
      right += hunk.lines.length;
    } else if (hunk.kind === "removed") {
      const added = next?.kind === "added" ? next.lines : [];
      rows.push(...changedRows(hunk.lines, added, left, right));
      left += hunk.lines.length;
      right += added.length;
    } else if (diff.hunks[i - 1]?.kind !== "removed") {
      rows.push(...changedRows([], hunk.lines, left, right));
      right += hunk.lines.length;
    }
  });
  return rows;
}

function sameRow(text: string, left: number, right: number): SplitRow {
  const pieces = [{ text, isMarked: false }];
  return {
    ...{ kind: "lines", changed: false },
    before: { number: left, pieces },
    after: { number: right, pieces },
  };
}

function folded(rows: SplitRow[], isFirst: boolean, isLast: boolean): SplitRow[] {
  const head = isFirst ? 0 : CONTEXT;
  const tail = isLast ? 0 : CONTEXT;
  // A fold of a line or two would be no shorter than the lines.
  if (rows.length <= head + tail + 2) return rows;
  const inner = rows.slice(head, rows.length - tail);
  const first = inner[0];
  const id = first?.kind === "lines" ? (first.after?.number ?? 0) : 0;
  return [
    ...rows.slice(0, head),
    { kind: "fold", id, rows: inner },
    ...rows.slice(rows.length - tail),
  ];
}

function changedRows(
  removed: readonly string[],
  added: readonly string[],
  left: number,
  right: number,
): SplitRow[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, i) => {
    const [a, b] = [removed[i], added[i]];
    const [before, after] = markedPieces(a ?? "", b ?? "");
    return {
      ...{ kind: "lines", changed: true },
      before: a === undefined ? null : { number: left + i, pieces: before },
      after: b === undefined ? null : { number: right + i, pieces: after },
    };
  });
}

/** Words and signs: what one changes in a line of code. */
const TOKENS = /[\p{L}\p{N}_.]+|\s+|./gu;

/** Longer lines are data rather than code, and are not looked into. */
const MAX_CHARS = 2_000;

/** Two lines in pieces, with what only one of them has marked; whole when they share next to nothing. */
export function markedPieces(a: string, b: string): readonly [Piece[], Piece[]] {
  const whole: [Piece[], Piece[]] = [plain(a), plain(b)];
  if (a === "" || b === "" || Math.max(a.length, b.length) > MAX_CHARS) return whole;
  const { hunks } = diffLines(a.match(TOKENS) ?? [], b.match(TOKENS) ?? []);
  const pieces = hunks.map(({ kind, lines }) => ({ kind, text: lines.join("") }));
  const shared = pieces.filter(({ kind }) => kind === "same").map(({ text }) => text.trim());
  if (3 * shared.join("").length < Math.min(a.trim().length, b.trim().length)) return whole;
  const side = (dropped: "added" | "removed") =>
    pieces
      .filter(({ kind }) => kind !== dropped)
      .map(({ kind, text }) => ({ text, isMarked: kind !== "same" }));
  return [side("added"), side("removed")];
}

function plain(text: string): Piece[] {
  return [{ text, isMarked: false }];
}
