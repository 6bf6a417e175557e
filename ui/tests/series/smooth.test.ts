import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinTiles } from "~/series/curve";
import { SMOOTHERS, type Smoother } from "~/series/kinds";
import { smooth } from "~/series/smooth";
import { bucketTile, rawTile } from "../series/tiles";

interface Vector {
  readonly name: string;
  readonly kind: Smoother;
  readonly width: number;
  readonly points: readonly (readonly [number, number | string])[];
  readonly smoothed: readonly (number | null)[];
}

/** The same file is written and read by the Python tests of `runlore.series.smooth`. */
const golden: Vector[] = JSON.parse(
  readFileSync(new URL("../../../tests/golden/series/smooth.json", import.meta.url), "utf8"),
);

function numberOf(word: number | string): number {
  if (word === "inf") return Number.POSITIVE_INFINITY;
  return Number(word);
}

describe("smoothing is what Python says", () => {
  test.each(golden)("$name", ({ kind, width, points, smoothed }) => {
    const curve = joinTiles([rawTile(points.map(([x, y]) => [x, numberOf(y)] as const))]);
    const found = [...smooth(kind, curve, width)];
    expect(found).toHaveLength(smoothed.length);
    for (const [i, value] of found.entries()) {
      const wanted = smoothed[i] ?? Number.NaN;
      if (Number.isNaN(wanted)) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(wanted, 9);
    }
  });
});

const WAVE = Array.from({ length: 4096 }, (_, x) => [x, Math.sin(x / 300) + (x % 9) / 9] as const);

/** The wave in buckets of 2 ** level, as the server would send them. */
function bucketed(level: number) {
  const width = 2 ** level;
  const tiles = [];
  for (let tile = 0; tile * 256 * width < WAVE.length; tile += 1) {
    const buckets = [];
    for (let bucket = 0; bucket < 256; bucket += 1) {
      const from = (tile * 256 + bucket) * width;
      const values = WAVE.slice(from, from + width).map(([, y]) => y);
      if (values.length === 0) break;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const extremes = { min: Math.min(...values), max: Math.max(...values) };
      buckets.push({ bucket, ...extremes, mean, count: values.length });
    }
    tiles.push(bucketTile(buckets, level, tile));
  }
  return joinTiles(tiles);
}

test.each(SMOOTHERS)("%s of buckets is that of all points, at each zoom", (kind) => {
  const exact = smooth(kind, joinTiles([rawTile(WAVE)]), 400);
  for (const level of [1, 3, 5]) {
    const curve = bucketed(level);
    const coarse = smooth(kind, curve, 400);
    for (let i = 20; i < curve.n - 20; i += 1) {
      // An exponential mean of the past ends with its bucket, the others stand in its middle.
      const place = kind === "ema" ? (i + 1) * 2 ** level - 1 : Math.round(curve.x[i] ?? 0);
      expect(Math.abs((coarse[i] ?? 0) - (exact[place] ?? 0))).toBeLessThan(0.02);
    }
  }
});

test("a zoomed view that knows its past shows the same curve", () => {
  const ys = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2 });
  fc.assert(
    fc.property(ys, fc.integer({ min: 1, max: 40 }), (values, width) => {
      const curve = joinTiles([rawTile(values.map((y, x) => [x, y] as const))]);
      const whole = smooth("ema", curve, width);
      const cut = Math.floor(values.length / 2);
      const short = smooth(
        "ema",
        joinTiles([rawTile(values.slice(0, cut).map((y, x) => [x, y] as const))]),
        width,
      );
      expect([...short]).toEqual([...whole.slice(0, cut)]);
    }),
  );
});
