/** A chart in words and as a table, for those who cannot see it or want the numbers. */
import type { AxisKind, Line } from "~/charts/Line";
import { at } from "~/lib/at";
import { formatClock, formatNumber, formatSeconds } from "~/lib/format";
import { type Curve, lowerBound, partSpan } from "~/series/curve";
import type { Range } from "~/series/levels";

/** A value of x as text. */
export function formatX(x: number, axis: AxisKind): string {
  if (axis === "relative") return formatSeconds(x / 1000);
  if (axis === "wall") return formatClock(x);
  return axis === "step" ? formatNumber(Math.round(x)) : formatNumber(x);
}

/** One row of a chart's table: what a line's parts in memory say. */
export interface LineFacts {
  readonly line: Line;
  readonly points: number;
  readonly firstX: number;
  readonly lastX: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
}

/** What is in a range of x, or in the whole; what lies beside it in memory is not told of. */
function lineFacts(line: Line, range: Range | null): LineFacts {
  const { curve } = line;
  const { first, end } = partsIn(curve, range);
  const firstX = Math.max(partSpan(curve, first).from, range?.from ?? Number.NEGATIVE_INFINITY);
  const lastX = Math.min(at(curve.x, end - 1), range?.to ?? Number.POSITIVE_INFINITY);
  const values = valuesOf(curve, first, end);
  const last = line.members === undefined ? values.last : at(curve.mean, end - 1);
  return { line, firstX, lastX, ...values, last };
}

/** How many points some parts hold, and their extremes and last value: NaN where there is none. */
function valuesOf(curve: Curve, first: number, end: number) {
  let [points, min, max, last] = [0, Number.NaN, Number.NaN, Number.NaN];
  for (let i = first; i < end; i += 1) {
    points += at(curve.count, i);
    if (!(at(curve.min, i) >= min) && !Number.isNaN(at(curve.min, i))) min = at(curve.min, i);
    if (!(at(curve.max, i) <= max) && !Number.isNaN(at(curve.max, i))) max = at(curve.max, i);
    if (!Number.isNaN(at(curve.last, i))) last = at(curve.last, i);
  }
  return { points, min, max, last };
}

/** The parts that reach into a range of x; `first` is `end` when none does. */
function partsIn(curve: Curve, range: Range | null): { first: number; end: number } {
  if (range === null) return { first: 0, end: curve.n };
  let first = lowerBound(curve, range.from);
  if (first > 0 && partSpan(curve, first - 1).to >= range.from) first -= 1;
  let end = lowerBound(curve, range.to);
  while (end < curve.n && partSpan(curve, end).from <= range.to) end += 1;
  return { first, end };
}

/** The lines of a chart, and the range of x that is in view; null is the whole. */
export interface ShownLines {
  readonly lines: readonly Line[];
  readonly axis: AxisKind;
  readonly range: Range | null;
}

/** The facts of each line that has points in view. */
export function factsOf({ lines, range }: ShownLines): LineFacts[] {
  const there = lines.filter((line) => line.curve.n > 0);
  return there.map((line) => lineFacts(line, range)).filter((fact) => fact.points > 0);
}

/** Such as "4 lines, step 0 to 67,000; lowest: run-7 at 2.287". */
export function describeChart(title: string, view: ShownLines): string {
  const { axis, lines } = view;
  const facts = factsOf(view);
  if (lines.every((line) => line.curve.n === 0)) return `${title}: no points yet`;
  if (facts.length === 0) return `${title}: no points in this zoom`;
  const from = Math.min(...facts.map((fact) => fact.firstX));
  const to = Math.max(...facts.map((fact) => fact.lastX));
  const span = `${axis === "step" ? "step " : ""}${formatX(from, axis)} to ${formatX(to, axis)}`;
  const count = facts.length === 1 ? "1 line" : `${facts.length} lines`;
  const finite = facts.filter((fact) => !Number.isNaN(fact.min));
  const lowest = finite.toSorted((a, b) => a.min - b.min)[0];
  const low = lowest && `; lowest: ${lowest.line.label} at ${formatNumber(lowest.min)}`;
  return `${title}: ${count}, ${span}${low ?? ""}`;
}
