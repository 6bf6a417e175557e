/** A chart in words and as a table, for those who cannot see it or want the numbers. */
import type { AxisKind, Line } from "~/charts/Line";
import { at } from "~/lib/at";
import { formatClock, formatNumber, formatSeconds } from "~/lib/format";
import { partSpan } from "~/series/curve";

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

export function lineFacts(line: Line): LineFacts {
  const { curve } = line;
  let min = Number.NaN;
  let max = Number.NaN;
  let last = Number.NaN;
  for (let i = 0; i < curve.n; i += 1) {
    if (!(at(curve.min, i) >= min) && !Number.isNaN(at(curve.min, i))) min = at(curve.min, i);
    if (!(at(curve.max, i) <= max) && !Number.isNaN(at(curve.max, i))) max = at(curve.max, i);
    if (!Number.isNaN(at(curve.last, i))) last = at(curve.last, i);
  }
  const ends = { firstX: partSpan(curve, 0).from, lastX: at(curve.x, curve.n - 1) };
  const mean = line.members === undefined ? last : at(curve.mean, curve.n - 1);
  return { line, points: curve.points, ...ends, last: mean, min, max };
}

/** Such as "4 lines, step 0 to 67,000; lowest: run-7 at 2.287". */
export function describeChart(title: string, lines: readonly Line[], axis: AxisKind): string {
  const facts = lines.filter((line) => line.curve.n > 0).map(lineFacts);
  if (facts.length === 0) return `${title}: no points yet`;
  const from = Math.min(...facts.map((fact) => fact.firstX));
  const to = Math.max(...facts.map((fact) => fact.lastX));
  const span = `${axis === "step" ? "step " : ""}${formatX(from, axis)} to ${formatX(to, axis)}`;
  const count = facts.length === 1 ? "1 line" : `${facts.length} lines`;
  const finite = facts.filter((fact) => !Number.isNaN(fact.min));
  const lowest = finite.toSorted((a, b) => a.min - b.min)[0];
  const low = lowest && `; lowest: ${lowest.line.label} at ${formatNumber(lowest.min)}`;
  return `${title}: ${count}, ${span}${low ?? ""}`;
}
