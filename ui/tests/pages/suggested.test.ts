import { expect, test } from "vitest";
import type { Run } from "~/data/compare";
import { suggestedPanel } from "~/pages/compare/suggested";

function run(params: object, metrics: readonly string[]): Run {
  const stats = Object.fromEntries(metrics.map((key) => [key, {}]));
  return { params, metrics: stats } as unknown as Run;
}

test("params that differ lead to the metric by which runs are judged", () => {
  const panel = suggestedPanel([
    run({ lr: 0.1, opt: "adam", same: 1, layers: [1] }, ["epoch", "train/loss", "val/loss"]),
    run({ lr: 0.2, same: 1, layers: [2] }, ["epoch", "train/loss", "val/loss", "rare"]),
  ]);
  expect(panel).toEqual({
    kind: "parallel",
    title: "What differs",
    fields: ["param.lr", "param.opt", "metric.val/loss.last"],
  });
});

test("runs that differ in nothing, or measured nothing, suggest no panel", () => {
  expect(suggestedPanel([run({ lr: 1 }, ["loss"]), run({ lr: 1 }, ["loss"])])).toBeNull();
  expect(suggestedPanel([run({ lr: 1 }, ["system/cpu"]), run({ lr: 2 }, [])])).toBeNull();
});
