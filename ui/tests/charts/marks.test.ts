import { expect, test } from "vitest";
import { makeColumn } from "~/charts/Column";
import { isChosen, layPosts, type ParallelView, pickRun } from "~/charts/Parallel";
import { layScatter, pickDot } from "~/charts/Scatter";
import { LIGHT_CHART } from "~/charts/Theme";
import { rankCorrelation } from "~/series/rank";
import { Recorder } from "../charts/recorder";

const SIZE = { width: 600, height: 300 };

function cells(...values: (number | string | null)[]) {
  return values.map((value) => ({
    number: typeof value === "number" ? value : Number.NaN,
    word: value === null ? null : String(value),
  }));
}

function mark(run: string) {
  return { run, label: run, colour: "#000000", shown: true };
}

test("learning rates are on a log axis, accuracies are not, names stand in a row", () => {
  expect(makeColumn("lr", cells(1e-4, 1e-3, 1e-1)).domain.layout.kind).toBe("log");
  expect(makeColumn("acc", cells(0.7, 0.9)).domain.layout.kind).toBe("linear");
  const optim = makeColumn("optim", cells("sgd", "adam", null, "sgd"));
  expect([optim.words, optim.places]).toEqual([
    ["adam", "sgd"],
    [1, 0, Number.NaN, 1],
  ]);
});

test("a run is chosen when it lies in each stretch; one without a value lies in none", () => {
  const columns = [makeColumn("a", cells(1, 2, null)), makeColumn("b", cells(5, 6, 7))];
  const view: ParallelView = {
    ...{ marks: ["x", "y", "z"].map(mark), columns, weights: [] },
    brushes: new Map([
      [0, { from: 1.5, to: 9 }],
      [1, { from: 0, to: 9 }],
    ]),
  };
  expect([0, 1, 2].map((i) => isChosen(view, i))).toEqual([false, true, false]);
  const posts = layPosts({ ...view, brushes: new Map() }, SIZE);
  const [first] = posts;
  const y = first?.scale.pixel(2) ?? 0;
  // Just behind the first post the line of the second run is the nearest that is chosen.
  expect(pickRun(view, posts, { x: (first?.x ?? 0) + 1, y })).toBe(1);
});

test("the nearest dot is pointed at, and none from afar", () => {
  const view = {
    marks: ["x", "y"].map(mark),
    x: makeColumn("a", cells(0, 10)),
    y: makeColumn("b", cells(0, 10)),
  };
  const frame = layScatter(new Recorder(), view, SIZE, LIGHT_CHART);
  const dot = { x: frame.x.pixel(10) - 3, y: frame.y.pixel(10) + 3 };
  expect(pickDot(view, frame, dot)).toBe(1);
  expect(pickDot(view, frame, { x: frame.x.pixel(5), y: frame.y.pixel(5) })).toBe(-1);
});

test("rank correlation sees order alone, and shares the ranks of equal values", () => {
  expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1e6])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
  expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  expect(rankCorrelation([1, Number.NaN, 2, 3], [1, 9, 2, 3])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
  expect(rankCorrelation([1, 2], [1, 2])).toBeNaN();
});
