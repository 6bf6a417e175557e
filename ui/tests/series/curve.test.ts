import { expect, test } from "vitest";
import { joinTiles, nearestIndex } from "~/series/curve";
import { Flag } from "~/series/decode";
import { bucketTile, rawTile } from "../series/tiles";

test("raw points keep their exact x and value", () => {
  const curve = joinTiles([
    rawTile([
      [0, 0.1],
      [7, 0.2],
    ]),
  ]);
  expect([...curve.x]).toEqual([0, 7]);
  expect([...curve.max]).toEqual([0.1, 0.2]);
  expect(curve.points).toBe(2);
});

test("what is not finite becomes a gap and a flag", () => {
  const curve = joinTiles([
    rawTile([
      [0, 1],
      [1, Number.NaN],
      [2, Number.POSITIVE_INFINITY],
      [3, Number.NEGATIVE_INFINITY],
    ]),
  ]);
  expect([...curve.mean].slice(1).every(Number.isNaN)).toBe(true);
  const { nan, positiveInfinity, negativeInfinity } = Flag;
  expect([...curve.flags]).toEqual([0, nan, positiveInfinity, negativeInfinity]);
});

test("buckets stand at the middle of their steps, and those of one step on it", () => {
  const wide = joinTiles([bucketTile([{ bucket: 1, min: 0, max: 4 }], 3, 2)]);
  expect(wide.x[0]).toBe((2 * 256 + 1) * 8 + 3.5);
  const narrow = joinTiles([bucketTile([{ bucket: 5, min: 1, max: 1 }], 0)]);
  expect(narrow.x[0]).toBe(5);
});

test("values below a base are lifted back", () => {
  const tile = { ...bucketTile([{ bucket: 0, min: -1, max: 1 }], 0), yBase: 1e6 };
  const curve = joinTiles([tile]);
  expect([curve.min[0], curve.max[0]]).toEqual([999_999, 1_000_001]);
});

test("the newest point is drawn where it is, not at its bucket's middle", () => {
  const tile = { ...bucketTile([{ bucket: 0, min: 0, max: 1 }], 4), lastX: 9, lastY: 0.5 };
  const curve = joinTiles([tile]);
  expect([curve.x[0], curve.last[0]]).toEqual([9, 0.5]);
});

test("the nearest part is found on both sides and at the ends", () => {
  const curve = joinTiles([
    rawTile([
      [0, 1],
      [10, 2],
      [20, 3],
    ]),
  ]);
  expect([-5, 4, 6, 14, 99].map((x) => nearestIndex(curve, x))).toEqual([0, 0, 1, 1, 2]);
  expect(nearestIndex(joinTiles([]), 3)).toBe(-1);
});
