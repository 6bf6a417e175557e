import { expect, test } from "vitest";
import { joinTiles } from "~/series/curve";
import { hiddenPoints, innerRange } from "~/series/outliers";
import { bucketTile, rawTile } from "../series/tiles";

const ALL = { from: 0, to: 1e9 };

test("one percent goes at each end", () => {
  const curve = joinTiles([
    rawTile(Array.from({ length: 200 }, (_, i) => [i, i === 90 ? 1e9 : i] as const)),
  ]);
  expect(innerRange(curve, ALL)).toEqual({ from: 2, to: 198 });
});

test("a spike in a bucket of a thousand points is one point of a thousand", () => {
  const curve = joinTiles([
    bucketTile([{ bucket: 0, min: 0, max: 1e6, mean: 1, count: 1000, flags: 0 }], 10),
  ]);
  expect(innerRange(curve, ALL)?.to).toBe(1);
});

test("points beyond the range are counted, exactly where each is known", () => {
  const curve = joinTiles([
    rawTile([
      [0, 5],
      [1, 50],
      [2, -9],
      [3, 70],
      [4, Number.NaN],
    ]),
  ]);
  expect(hiddenPoints([curve], ALL, { from: 0, to: 10 })).toEqual({
    above: 2,
    below: 1,
    exact: true,
  });
});

test("a bucket that reaches over the edge has at least one point there", () => {
  const curve = joinTiles([bucketTile([{ bucket: 0, min: 0, max: 20, count: 8 }], 3)]);
  expect(hiddenPoints([curve], ALL, { from: -1, to: 10 })).toEqual({
    above: 1,
    below: 0,
    exact: false,
  });
});

test("nothing in view has no range", () => {
  expect(innerRange(joinTiles([]), ALL)).toBeNull();
});
