// @vitest-environment happy-dom
import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_AXES } from "~/lib/series";
import { readState, type WorkspaceState, writeState } from "~/pages/workspace/state";
import { markOf } from "~/pages/workspace/table_state";

const runId = fc.stringMatching(/^[0-9a-f]{32}$/);
const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });

const columnId = fc.string({ minLength: 1 });

/** A column's id never begins with the mark of the other direction. */
function isColumn(id: string): boolean {
  return !id.startsWith("-");
}

const state: fc.Arbitrary<WorkspaceState> = fc.record({
  query: fc.string(),
  layout: fc.constantFrom("table", "split", "charts"),
  sort: fc.array(
    fc.record({ column: fc.string({ minLength: 1 }).filter(isColumn), descending: fc.boolean() }),
    { maxLength: 4 },
  ),
  columns: fc.option(fc.array(fc.string({ minLength: 1 }), { minLength: 1 })),
  pins: fc.array(columnId),
  widths: fc.dictionary(columnId, fc.integer({ min: 40, max: 1200 })),
  differing: fc.boolean(),
  filled: fc.boolean(),
  group: fc.array(columnId, { maxLength: 3 }),
  average: fc.constantFrom("mean", "median"),
  tree: fc.boolean(),
  opened: fc.array(fc.string().map(markOf), { maxLength: 5 }),
  baseline: fc.oneof(fc.constant(""), runId),
  top: fc.array(runId, { maxLength: 3 }),
  trash: fc.boolean(),
  saved: fc.constantFrom("", "all", "0123456789abcdef"),
  shown: fc.oneof(
    fc.record({ top: fc.integer({ min: 0, max: 1000 }) }),
    fc.record({ runs: fc.array(runId, { minLength: 1 }) }),
  ),
  find: fc.string(),
  axis: fc.oneof(
    fc.constantFrom(...PLAIN_AXES),
    fc.record({ metric: fc.string({ minLength: 1 }) }),
  ),
  logX: fc.boolean(),
  smoother: fc.constantFrom("ema", "gauss", "mean"),
  halfLife: fc.integer({ min: 0, max: 1e6 }),
  logY: fc.boolean(),
  clipOutliers: fc.boolean(),
  groupBy: fc.array(fc.string({ minLength: 1 })),
  grouping: fc.record({
    centre: fc.constantFrom("mean", "median"),
    band: fc.constantFrom("minmax", "std", "stderr", "ci95", "quartiles", "none"),
  }),
  panels: fc.array(
    fc.record({
      kind: fc.constantFrom("line", "scatter", "parallel", "bar"),
      title: fc.string(),
      fields: fc.array(fc.string(), { minLength: 1, maxLength: 24 }),
    }),
  ),
  places: fc.uniqueArray(fc.string()),
  range: fc.option(
    fc
      .tuple(finite, finite)
      .filter(([a, b]) => a < b)
      // An address has no −0.
      .map(([from, to]) => ({ from: from + 0, to: to + 0 })),
  ),
});

test("every view comes back from its address", () => {
  fc.assert(
    fc.property(state, (view) => {
      const again = readState(new URLSearchParams(writeState(view)));
      expect(again).toEqual({ ...again, ...view });
    }),
  );
});

test("the standard view has an empty address", () => {
  expect(writeState(readState(new URLSearchParams()))).toBe("");
});

test("nonsense in an address falls back to the standard", () => {
  const odd = new URLSearchParams(
    "view=x&x=y&smooth=-3&range=9~1&sel=top:99999&log=yes&base=..&top=-&w=a:9&avg=x",
  );
  expect(writeState(readState(odd))).toBe("sel=");
});
