/** A line diff as rows of two columns, long stretches that are the same folded away. */
import type { LineDiff } from "~/lib/line_diff";

export interface SplitLine {
  readonly number: number;
  readonly text: string;
  /** The part that differs from the line beside it, as [from, to) in the text; null for none. */
  readonly part: readonly [number, number] | null;
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
  return {
    ...{ kind: "lines", changed: false },
    before: { number: left, text, part: null },
    after: { number: right, text, part: null },
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
    const parts = a === undefined || b === undefined ? null : changedParts(a, b);
    return {
      ...{ kind: "lines", changed: true },
      before: a === undefined ? null : { number: left + i, text: a, part: parts?.[0] ?? null },
      after: b === undefined ? null : { number: right + i, text: b, part: parts?.[1] ?? null },
    };
  });
}

type Part = readonly [number, number];

/** What differs between two lines besides a common beginning and end; null when all does. */
export function changedParts(a: string, b: string): readonly [Part, Part] | null {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  // With next to nothing in common, marking a part says less than marking none.
  if (head + tail < most / 3) return null;
  return [
    [head, a.length - tail],
    [head, b.length - tail],
  ];
}
