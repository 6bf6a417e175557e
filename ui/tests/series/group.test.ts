import { expect, test } from "vitest";
import { compute } from "~/series/compute";
import { groupRuns } from "~/series/group";
import { BANDS, type Band, type Centre } from "~/series/kinds";

function member(points: readonly (readonly [number, number])[]) {
  const x = Float64Array.from(points, ([place]) => place);
  const value = Float64Array.from(points, ([, y]) => y);
  return { x, value, min: value, max: value };
}

/** Five runs with the values 1, 2, 3, 4 and 10 at x = 0. */
const SEEDS = [4, 1, 10, 3, 2].map((value) => member([[0, value]]));

function at0(centre: Centre, band: Band) {
  const { centre: middle, low, high, runs } = groupRuns(SEEDS, { centre, band });
  return [middle[0], low[0], high[0], runs[0]].map((one) => Number((one ?? 0).toFixed(4)));
}

// Mean 4, deviation √12.5 = 3.5355, error 1.5811, t(4) = 2.776: worked by hand.
test.each<[Band, number, number]>([
  ["minmax", 1, 10],
  ["std", 0.4645, 7.5355],
  ["stderr", 2.4189, 5.5811],
  ["ci95", -0.3892, 8.3892],
  ["quartiles", 2, 4],
])("the band %s of five seeds", (band, low, high) => {
  expect(at0("mean", band)).toEqual([4, low, high, 5]);
});

test("the median is the middle run, and without a band there is none", () => {
  expect(at0("median", "minmax")[0]).toBe(3);
  const none = groupRuns(SEEDS, { centre: "median", band: "none" });
  expect([none.low[0], none.high[0]]).toEqual([Number.NaN, Number.NaN]);
});

test("runs that were logged at different steps meet between their points", () => {
  const a = member([
    [0, 0],
    [10, 10],
  ]);
  const b = member([[5, 7]]);
  const grouped = groupRuns([a, b], { centre: "mean", band: "minmax" });
  expect([...grouped.x]).toEqual([0, 5, 10]);
  expect([...grouped.centre]).toEqual([0, 6, 10]);
  expect([...grouped.runs]).toEqual([1, 2, 1]);
});

test("a run that ended early does not bend the group afterwards", () => {
  const long = member([
    [0, 1],
    [10, 1],
    [20, 1],
  ]);
  const short = member([
    [0, 5],
    [10, 5],
  ]);
  const { centre } = groupRuns([long, short], { centre: "mean", band: "none" });
  expect([...centre]).toEqual([3, 3, 1]);
});

test("NaN is no value of a run", () => {
  const odd = member([
    [0, 2],
    [1, Number.NaN],
    [2, 4],
  ]);
  const { x, centre } = groupRuns([odd], { centre: "mean", band: "std" });
  expect([[...x], [...centre]]).toEqual([
    [0, 2],
    [2, 4],
  ]);
});

test.each(BANDS)("a single run is its own group with the band %s", (band) => {
  const { centre, low, high } = groupRuns([member([[3, 8]])], { centre: "mean", band });
  expect(centre[0]).toBe(8);
  const edge = band === "none" ? Number.NaN : 8;
  expect([low[0], high[0]]).toEqual([edge, edge]);
});

test("the extremes of a run's buckets are in the band from lowest to highest", () => {
  const noisy = { ...member([[0, 5]]), min: Float64Array.of(-3), max: Float64Array.of(99) };
  const { low, high } = groupRuns([noisy, member([[0, 5]])], { centre: "mean", band: "minmax" });
  expect([low[0], high[0]]).toEqual([-3, 99]);
});

test("what a worker does is smoothing first, then grouping what is in view", () => {
  const x = Float64Array.of(0, 1, 2);
  const count = Float64Array.of(1, 1, 1);
  const line = (mean: number[]) => {
    const values = Float64Array.from(mean);
    const seen = values.slice(1);
    return { parts: { x, mean: values, count }, from: 1, to: 3, min: seen, max: seen };
  };
  const { smoothed, groups } = compute({
    lines: [line([0, 0, 0]), line([6, 6, 6])],
    smoothing: { kind: "mean", width: 1 },
    groups: [[0, 1]],
    grouping: { centre: "mean", band: "minmax" },
  });
  expect(smoothed.map((one) => [...(one ?? [])])).toEqual([
    [0, 0],
    [6, 6],
  ]);
  expect([...(groups[0]?.centre ?? [])]).toEqual([3, 3]);
});
