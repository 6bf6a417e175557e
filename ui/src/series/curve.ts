/** A curve ready to draw: parts in the order of x, each a point or the statistics of a bucket. */
import { at } from "~/lib/at";
import { type BucketTile, Flag, type RawTile, TILE_BUCKETS, type Tile } from "~/series/decode";

/**
 * Columns of equal length. Where a part is one point, `first`, `min`, `max`, `last` and `mean` are all
 * its value; where no point of it is finite they are NaN and `flags` says what was seen.
 */
export interface Curve {
  readonly n: number;
  readonly x: Float64Array;
  readonly first: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
  readonly mean: Float64Array;
  readonly count: Float64Array;
  readonly flags: Uint8Array;
  /** Points behind the parts. */
  readonly points: number;
  /** Width in x of the bucket that each part is; 0 where it is a single point. */
  readonly width: Float64Array;
}

/** A curve with nothing in it. */
export const EMPTY_CURVE: Curve = allocate(0);

type Columns = { -readonly [K in keyof Curve]: Curve[K] };

function allocate(n: number): Columns {
  const column = () => new Float64Array(n);
  return {
    ...{ n, x: column(), first: column(), min: column(), max: column(), last: column() },
    ...{ mean: column(), count: column(), flags: new Uint8Array(n) },
    ...{ points: 0, width: column() },
  };
}

/** Joins tiles of one series, given in the order of x; their levels may differ. */
export function joinTiles(tiles: readonly Tile[]): Curve {
  let n = 0;
  for (const tile of tiles) n += tile.mode === "raw" ? tile.x.length : tile.bucket.length;
  if (n === 0) return EMPTY_CURVE;
  const curve = allocate(n);
  let from = 0;
  for (const tile of tiles) {
    if (tile.mode === "raw") from = addPoints(curve, tile, from);
    else from = addBuckets(curve, tile, from);
  }
  for (let i = 0; i < n; i += 1) curve.points += at(curve.count, i);
  return curve;
}

function addPoints(curve: Columns, tile: RawTile, from: number): number {
  const { x, y } = tile;
  curve.x.set(x, from);
  for (let i = 0; i < x.length; i += 1) {
    const value = at(y, i);
    const shown = Number.isFinite(value) ? value : Number.NaN;
    const to = from + i;
    curve.first[to] = shown;
    curve.min[to] = shown;
    curve.max[to] = shown;
    curve.last[to] = shown;
    curve.mean[to] = shown;
    curve.count[to] = 1;
    curve.flags[to] = flagOf(value);
  }
  return from + x.length;
}

function flagOf(value: number): number {
  if (Number.isFinite(value)) return 0;
  if (Number.isNaN(value)) return Flag.nan;
  return value > 0 ? Flag.positiveInfinity : Flag.negativeInfinity;
}

function addBuckets(curve: Columns, tile: BucketTile, from: number): number {
  const width = 2 ** tile.level;
  const start = tile.tile * TILE_BUCKETS;
  // A bucket of whole steps is centred on its steps: one of width 1 lies exactly on its step.
  const centre = tile.level > 0 ? (width - 1) / 2 : 0;
  const n = tile.bucket.length;
  const first = start * width + centre;
  for (let i = 0; i < n; i += 1) curve.x[from + i] = first + at(tile.bucket, i) * width;
  if (tile.count === null) curve.count.fill(1, from, from + n);
  else curve.count.set(tile.count, from);
  curve.flags.set(tile.flags, from);
  curve.width.fill(width, from, from + n);
  addColumn(curve.first, tile.first, tile, from);
  addColumn(curve.min, tile.min, tile, from);
  addColumn(curve.max, tile.max, tile, from);
  addColumn(curve.last, tile.last, tile, from);
  addColumn(curve.mean, tile.mean, tile, from);
  pinNewest(curve, tile, from + n - 1);
  return from + n;
}

function addColumn(
  to: Float64Array,
  column: Float32Array | null,
  tile: BucketTile,
  from: number,
): void {
  const end = from + tile.bucket.length;
  if (column === null) {
    to.fill(Number.NaN, from, end);
    return;
  }
  to.set(column, from);
  const { yBase } = tile;
  if (yBase !== 0) for (let i = from; i < end; i += 1) to[i] = at(to, i) + yBase;
}

/** The newest point is known exactly; a curve that grows must end there, not at a bucket's centre. */
function pinNewest(curve: Columns, tile: BucketTile, index: number): void {
  if (!Number.isFinite(tile.lastX) || index < 0) return;
  const width = 2 ** tile.level;
  const bucket = tile.tile * TILE_BUCKETS + at(tile.bucket, tile.bucket.length - 1);
  if (Math.floor(tile.lastX / width) !== bucket) return;
  curve.x[index] = tile.lastX;
  if (Number.isFinite(tile.lastY)) curve.last[index] = tile.lastY;
}

/** The x that a part stands for, first and last: a bucket of whole steps, or one point. */
export function partSpan(curve: Curve, index: number): { from: number; to: number } {
  const x = at(curve.x, index);
  const width = at(curve.width, index);
  if (at(curve.count, index) <= 1 || width <= 1) return { from: x, to: x };
  const from = Math.floor(x / width) * width;
  return { from, to: from + width - 1 };
}

/** Index of the first part whose x is not below `x`; `n` when there is none. */
export function lowerBound(curve: Curve, x: number): number {
  let low = 0;
  let high = curve.n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(curve.x, middle) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the part nearest to `x`, or −1 for an empty curve. */
export function nearestIndex(curve: Curve, x: number): number {
  if (curve.n === 0) return -1;
  const right = lowerBound(curve, x);
  if (right === 0) return 0;
  if (right === curve.n) return curve.n - 1;
  return x - at(curve.x, right - 1) <= at(curve.x, right) - x ? right - 1 : right;
}

/** The parts of a curve that lie in [from, to), as another curve over the same columns. */
export function sliceCurve(curve: Curve, from: number, to: number): Curve {
  const [a, b] = [lowerBound(curve, from), lowerBound(curve, to)];
  if (a === 0 && b === curve.n) return curve;
  const count = curve.count.subarray(a, b);
  return {
    ...{ n: b - a, x: curve.x.subarray(a, b), first: curve.first.subarray(a, b) },
    ...{ min: curve.min.subarray(a, b), max: curve.max.subarray(a, b) },
    ...{ last: curve.last.subarray(a, b), mean: curve.mean.subarray(a, b), count },
    ...{ flags: curve.flags.subarray(a, b), width: curve.width.subarray(a, b) },
    points: count.reduce((sum, one) => sum + one, 0),
  };
}
