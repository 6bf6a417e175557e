/** What lies outside of the inner 98 % of a curve. */
import { at } from "~/lib/at";
import { type Curve, lowerBound } from "~/series/curve";
import type { Range } from "~/series/levels";

/** One percent goes at each end. */
export const TAIL = 0.01;

/**
 * The 1 % and 99 % quantiles of a curve's points in a range of x; null when it has none there. Of a
 * bucket the lowest and highest point are known, and the others are taken to lie at their mean.
 */
export function innerRange(curve: Curve, x: Range): Range | null {
  const values: number[] = [];
  const weights: number[] = [];
  let total = 0;
  for (let i = lowerBound(curve, x.from); i < curve.n && at(curve.x, i) <= x.to; i += 1) {
    const count = at(curve.count, i);
    if (Number.isNaN(at(curve.min, i))) continue;
    values.push(at(curve.min, i), at(curve.max, i), at(curve.mean, i));
    // A part of one point is its minimum; of two it is both extremes.
    weights.push(1, Math.min(count - 1, 1), Math.max(count - 2, 0));
    total += count;
  }
  return values.length === 0 ? null : quantiles(values, weights, total);
}

function quantiles(values: readonly number[], weights: readonly number[], total: number): Range {
  const order = values.map((_, i) => i).sort((a, b) => at(values, a) - at(values, b));
  const lowest = total * TAIL;
  const highest = total - lowest;
  let [from, to, below] = [at(values, at(order, 0)), at(values, at(order, -1 + order.length)), 0];
  for (const i of order) {
    // The value at which the share below it first passes the tail.
    if (below <= lowest) from = at(values, i);
    if (below < highest) to = at(values, i);
    below += at(weights, i);
  }
  return { from, to };
}

/** Points of curves above and below a range of y, for the note that says so. */
export interface Hidden {
  readonly above: number;
  readonly below: number;
  /** False when buckets hide some: then there are at least so many. */
  readonly exact: boolean;
}

/** How many points in a range of x a range of y does not show. */
export function hiddenPoints(curves: readonly Curve[], x: Range, y: Range): Hidden {
  let [above, below, exact] = [0, 0, true];
  for (const curve of curves) {
    for (let i = lowerBound(curve, x.from); i < curve.n && at(curve.x, i) <= x.to; i += 1) {
      const over = beyond(at(curve.max, i) - y.to, at(curve.min, i) - y.to, at(curve.count, i));
      const under = beyond(
        y.from - at(curve.min, i),
        y.from - at(curve.max, i),
        at(curve.count, i),
      );
      above += over;
      below += under;
      exact &&= !isPartial(over, under, at(curve.count, i));
    }
  }
  return { above, below, exact };
}

/** Points of a part beyond an edge: all when its near end is, at least one when its far end is. */
function beyond(far: number, near: number, count: number): number {
  if (!(far > 0)) return 0;
  return near > 0 ? count : 1;
}

/** A bucket that reaches over an edge may have more than one point there. */
function isPartial(over: number, under: number, count: number): boolean {
  return count > 2 && over + under > 0 && over !== count && under !== count;
}
