// @vitest-environment happy-dom
import fc from "fast-check";
import { expect, test } from "vitest";
import { readState, type WorkspaceState, writeState } from "~/pages/workspace/state";

const runId = fc.stringMatching(/^[0-9a-f]{32}$/);
const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });

const state: fc.Arbitrary<WorkspaceState> = fc.record({
  query: fc.string(),
  layout: fc.constantFrom("table", "split", "charts"),
  sort: fc.constantFrom("", "name", "-metric.val/loss.min", "param.a b"),
  columns: fc.option(fc.array(fc.string({ minLength: 1 }), { minLength: 1 })),
  shown: fc.oneof(
    fc.record({ top: fc.integer({ min: 0, max: 1000 }) }),
    fc.record({ runs: fc.array(runId, { minLength: 1 }) }),
  ),
  find: fc.string(),
  axis: fc.oneof(
    fc.constantFrom("step" as const, "relative" as const, "wall" as const),
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
  range: fc.option(
    fc
      .tuple(finite, finite)
      .filter(([a, b]) => a < b)
      .map(([from, to]) => ({ from, to })),
  ),
});

test("every view comes back from its address", () => {
  fc.assert(
    fc.property(state, (view) => {
      const again = readState(new URLSearchParams(writeState(view)));
      expect(JSON.stringify(again)).toBe(JSON.stringify({ ...again, ...view }));
    }),
  );
});

test("the standard view has an empty address", () => {
  expect(writeState(readState(new URLSearchParams()))).toBe("");
});

test("nonsense in an address falls back to the standard", () => {
  const odd = new URLSearchParams("view=x&x=y&smooth=-3&range=9~1&sel=top:99999&log=yes");
  expect(writeState(readState(odd))).toBe("sel=");
});
