/** Smoothing by x, not by sample: neither zoom nor run length nor sampling can change the curve. */
import { at } from "~/lib/at";
import type { Curve } from "~/series/curve";

/** What the mean remembers at a point of x. */
interface Memory {
  x: number;
  weighted: number;
  weight: number;
}

/** The curve's past: parts of `curve` before `edge`, which lie outside of the view. */
export interface Preroll {
  readonly curve: Curve;
  readonly edge: number;
}

/**
 * Exponential mean of the parts' means. A point `halfLife` x units back weighs half as much as one
 * here; the mean is debiased, NaN are skipped, and gaps let the past fade by their width.
 *
 * @returns one value for each part; NaN where the part holds no finite point.
 */
export function exponentialMean(curve: Curve, halfLife: number, past?: Preroll): Float64Array {
  const memory: Memory = { x: 0, weighted: 0, weight: 0 };
  if (past !== undefined) {
    for (let i = 0; i < past.curve.n && at(past.curve.x, i) < past.edge; i += 1) {
      step(memory, past.curve, i, halfLife);
    }
  }
  const smoothed = new Float64Array(curve.n);
  for (let i = 0; i < curve.n; i += 1) smoothed[i] = step(memory, curve, i, halfLife);
  return smoothed;
}

function step(memory: Memory, curve: Curve, i: number, halfLife: number): number {
  const mean = at(curve.mean, i);
  if (Number.isNaN(mean)) return Number.NaN;
  const x = at(curve.x, i);
  const fade = memory.weight === 0 ? 0 : 0.5 ** ((x - memory.x) / halfLife);
  const count = at(curve.count, i);
  memory.weighted = memory.weighted * fade + mean * count;
  memory.weight = memory.weight * fade + count;
  memory.x = x;
  return memory.weighted / memory.weight;
}
