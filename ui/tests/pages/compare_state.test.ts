// @vitest-environment happy-dom
import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_AXES } from "~/lib/series";
import { type CompareState, pairOf, readState, TAB_NAMES, writeState } from "~/pages/compare/state";

const runId = fc.stringMatching(/^[0-9a-f]{32}$/);
const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });

const state: fc.Arbitrary<CompareState> = fc.record({
  runs: fc.uniqueArray(runId, { maxLength: 60 }),
  baseline: fc.oneof(fc.constant(""), runId),
  tab: fc.constantFrom(...TAB_NAMES),
  other: fc.oneof(fc.constant(""), runId),
  onlyDifferences: fc.boolean(),
  delta: fc.constantFrom("value", "abs", "pct"),
  sort: fc.constantFrom("name", "spread"),
  order: fc.constantFrom("", "param.lr", "-metric.val/loss.min"),
  find: fc.string(),
  axis: fc.oneof(
    fc.constantFrom(...PLAIN_AXES),
    fc.record({ metric: fc.string({ minLength: 1 }) }),
  ),
  logX: fc.boolean(),
  smoother: fc.constantFrom("ema", "gauss", "mean"),
  groupBy: fc.array(fc.string({ minLength: 1 })),
  grouping: fc.record({
    centre: fc.constantFrom("mean", "median"),
    band: fc.constantFrom("minmax", "std", "none"),
  }),
  panels: fc.constantFrom([], [{ kind: "bar" as const, title: "", fields: ["param.lr"] }]),
  places: fc.uniqueArray(fc.string()),
  halfLife: fc.integer({ min: 0, max: 1e6 }),
  logY: fc.boolean(),
  clipOutliers: fc.boolean(),
  range: fc.option(
    fc
      .tuple(finite, finite)
      .filter(([a, b]) => a < b)
      .map(([from, to]) => ({ from, to })),
  ),
});

test("every comparison comes back from its address", () => {
  fc.assert(
    fc.property(state, (view) => {
      const again = readState(new URLSearchParams(writeState(view)));
      expect(JSON.stringify(again)).toBe(JSON.stringify({ ...again, ...view }));
    }),
  );
});

test("nonsense in an address falls back to the standard, and a run stands there once", () => {
  const odd = new URLSearchParams(
    "runs=a.0123456789ab.0123456789ab.<x>&tab=x&delta=y&sort=z&x=q&smooth=-3&range=9~1&diff=yes",
  );
  expect(writeState(readState(odd))).toBe("runs=0123456789ab");
});

test("the baseline is the first run until another is chosen, and is never compared with itself", () => {
  expect(pairOf({ baseline: "", other: "" }, ["a", "b", "c"])).toEqual({
    baseline: "a",
    other: "b",
  });
  expect(pairOf({ baseline: "b", other: "b" }, ["a", "b"])).toEqual({ baseline: "b", other: "a" });
  expect(pairOf({ baseline: "gone", other: "c" }, ["a", "b", "c"])).toEqual({
    baseline: "a",
    other: "c",
  });
  expect(pairOf({ baseline: "", other: "" }, ["a"])).toEqual({ baseline: "a", other: "" });
});
