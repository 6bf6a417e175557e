/**
 * Smoothing by x, not by sample: neither zoom nor run length nor sampling can change the curve. Its twin
 * in Python is `src/runlore/series/smooth.py`; both answer for `tests/golden/series/smooth.json`.
 */
import { at } from "~/lib/at";
import type { Smoother } from "~/series/kinds";

/** Parts of a curve in the order of x; a part without a finite point has the mean NaN. */
export interface Parts {
  readonly x: Float64Array;
  readonly mean: Float64Array;
  /** Points behind each part. */
  readonly count: Float64Array;
}

/** Widths beyond which a point weighs under a thousandth, before and after. */
const REACH = {
  ema: { before: 10, after: 0 },
  gauss: { before: 4, after: 4 },
  mean: { before: 1, after: 1 },
} as const satisfies Record<Smoother, { before: number; after: number }>;

/** How far from a point, in units of x, others have a say in its smoothed value. */
export function reachOf(kind: Smoother, width: number): { before: number; after: number } {
  return { before: REACH[kind].before * width, after: REACH[kind].after * width };
}

/**
 * The smoothed value of each part; NaN where the part holds no finite point.
 *
 * @param width in units of x, above zero. `ema`: a point this far back weighs half as much as one here.
 *   `gauss`: so does one this far away on either side. `mean`: all points up to here weigh alike.
 */
export function smooth(kind: Smoother, parts: Parts, width: number): Float64Array {
  if (kind === "ema") return exponentialMean(parts, width);
  const bins = binsOf(parts, width);
  return kind === "gauss" ? gaussianMean(parts, bins, width) : windowMean(parts, bins, width);
}

/** Debiased: the past of the first point is nothing, not zero. Gaps let the past fade by their width. */
function exponentialMean({ x, mean, count }: Parts, width: number): Float64Array {
  const smoothed = new Float64Array(x.length);
  let weighted = 0;
  let weight = 0;
  let here = 0;
  for (let i = 0; i < x.length; i += 1) {
    const value = at(mean, i);
    if (Number.isNaN(value)) {
      smoothed[i] = Number.NaN;
      continue;
    }
    const fade = weight === 0 ? 0 : 0.5 ** ((at(x, i) - here) / width);
    weighted = weighted * fade + value * at(count, i);
    weight = weight * fade + at(count, i);
    here = at(x, i);
    smoothed[i] = weighted / weight;
  }
  return smoothed;
}

/** Sums over a grid, whose steps are a power of two and at most an eighth of the width. */
interface Bins {
  readonly centre: Float64Array;
  readonly weight: Float64Array;
  readonly weighted: Float64Array;
  readonly n: number;
}

/** Tiles nest in this grid, so a coarser view of the same points has the same sums. */
function binsOf({ x, mean, count }: Parts, width: number): Bins {
  const grid = 2 ** Math.floor(Math.log2(width / 8));
  const [centre, weight, weighted] = [column(x), column(x), column(x)];
  let n = 0;
  let bin = Number.NaN;
  for (let i = 0; i < x.length; i += 1) {
    const value = at(mean, i);
    if (Number.isNaN(value)) continue;
    const place = Math.floor(at(x, i) / grid);
    if (place !== bin) n += 1;
    bin = place;
    centre[n - 1] = at(centre, n - 1) + at(x, i) * at(count, i);
    weighted[n - 1] = at(weighted, n - 1) + value * at(count, i);
    weight[n - 1] = at(weight, n - 1) + at(count, i);
  }
  for (let i = 0; i < n; i += 1) centre[i] = at(centre, i) / at(weight, i);
  return { centre, weight, weighted, n };
}

function column(like: Float64Array): Float64Array {
  return new Float64Array(like.length);
}

function gaussianMean({ x, mean }: Parts, bins: Bins, width: number): Float64Array {
  const smoothed = new Float64Array(x.length);
  const reach = REACH.gauss.after * width;
  let first = 0;
  for (let i = 0; i < x.length; i += 1) {
    const here = at(x, i);
    while (first < bins.n && at(bins.centre, first) < here - reach) first += 1;
    let weighted = 0;
    let weight = 0;
    for (let k = first; k < bins.n && at(bins.centre, k) <= here + reach; k += 1) {
      const near = 0.5 ** (((at(bins.centre, k) - here) / width) ** 2);
      weighted += near * at(bins.weighted, k);
      weight += near * at(bins.weight, k);
    }
    smoothed[i] = Number.isNaN(at(mean, i)) ? Number.NaN : weighted / weight;
  }
  return smoothed;
}

function windowMean({ x, mean }: Parts, bins: Bins, width: number): Float64Array {
  const smoothed = new Float64Array(x.length);
  let first = 0;
  let end = 0;
  let weighted = 0;
  let weight = 0;
  for (let i = 0; i < x.length; i += 1) {
    for (; end < bins.n && at(bins.centre, end) <= at(x, i) + width; end += 1) {
      weighted += at(bins.weighted, end);
      weight += at(bins.weight, end);
    }
    for (; first < end && at(bins.centre, first) < at(x, i) - width; first += 1) {
      weighted -= at(bins.weighted, first);
      weight -= at(bins.weight, first);
    }
    smoothed[i] = Number.isNaN(at(mean, i)) ? Number.NaN : weighted / weight;
  }
  return smoothed;
}
