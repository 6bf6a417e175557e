/** Tiles for tests, as the server would cut them. */
import type { BucketTile, RawTile } from "~/series/decode";

const HEAD = { series: 0, lastX: Number.NaN, lastY: Number.NaN };

export function rawTile(
  points: readonly (readonly [number, number])[],
  tile = 0,
  level = 0,
): RawTile {
  const x = Float64Array.from(points, ([at]) => at);
  const y = Float64Array.from(points, ([, value]) => value);
  return { ...HEAD, mode: "raw", level, tile, x, y };
}

export interface Bucket {
  readonly bucket: number;
  readonly min: number;
  readonly max: number;
  readonly mean?: number;
  readonly count?: number;
  readonly flags?: number;
}

export function bucketTile(buckets: readonly Bucket[], level: number, tile = 0): BucketTile {
  const column = (pick: (one: Bucket) => number) => Float32Array.from(buckets, pick);
  return {
    ...{ ...HEAD, mode: "buckets", level, tile, yBase: 0 },
    bucket: Uint8Array.from(buckets, (one) => one.bucket),
    flags: Uint8Array.from(buckets, (one) => one.flags ?? 0),
    count: Uint32Array.from(buckets, (one) => one.count ?? 1),
    ...{ first: column((one) => one.min), min: column((one) => one.min) },
    ...{ max: column((one) => one.max), last: column((one) => one.max) },
    mean: column((one) => one.mean ?? (one.min + one.max) / 2),
  };
}
