import fc from "fast-check";
import { expect, test } from "vitest";
import { joinTiles } from "~/series/curve";
import { exponentialMean } from "~/series/smooth";
import { rawTile } from "../series/tiles";

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
  minLength: 2,
  maxLength: 60,
});

test("the mean of a constant is the constant from its first point on", () => {
  const curve = joinTiles([
    rawTile([
      [0, 3],
      [1, 3],
      [50, 3],
    ]),
  ]);
  for (const value of exponentialMean(curve, 5)) expect(value).toBeCloseTo(3, 12);
});

test("after one half-life a point weighs half", () => {
  const curve = joinTiles([
    rawTile([
      [0, 0],
      [10, 3],
    ]),
  ]);
  expect(exponentialMean(curve, 10)[1]).toBeCloseTo(2, 12);
});

test("a zoomed view that knows its past shows the same curve", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 40 }), (ys, halfLife) => {
      const points = ys.map((y, x) => [x, y] as const);
      const cut = Math.floor(points.length / 2);
      const whole = exponentialMean(joinTiles([rawTile(points)]), halfLife);
      const past = { curve: joinTiles([rawTile(points.slice(0, cut))]), edge: cut };
      const zoomed = exponentialMean(joinTiles([rawTile(points.slice(cut))]), halfLife, past);
      for (const [i, value] of zoomed.entries()) {
        expect(value).toBeCloseTo(whole[cut + i] ?? Number.NaN, 9);
      }
    }),
  );
});

test("NaN is skipped and leaves a gap", () => {
  const curve = joinTiles([
    rawTile([
      [0, 1],
      [1, Number.NaN],
      [2, 1],
    ]),
  ]);
  expect([...exponentialMean(curve, 3)]).toEqual([1, Number.NaN, 1]);
});
