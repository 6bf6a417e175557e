import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { directionOf } from "~/lib/direction";
import { goalOf } from "~/lib/goal";

const GOLDEN = new URL("../../../tests/golden/query/best.json", import.meta.url);

test("names of metrics are read as the server reads them", () => {
  const cases: { metric: string; best: "min" | "max" }[] = JSON.parse(readFileSync(GOLDEN, "utf8"));
  for (const { metric, best } of cases) expect([metric, goalOf(metric)]).toEqual([metric, best]);
});

test.each([
  ["val/loss", "lower"],
  ["validation-mlogloss", "lower"],
  ["val/smape", "lower"],
  ["Größe/MSE", "lower"],
  ["test_accuracy", "higher"],
  ["top1_error", null],
  ["policy/entropy", null],
  ["step_time", null],
  ["tpr_at_1_fpr", null],
  ["score_seconds", null],
  ["glossary", null],
  ["grad_norm", null],
])("the name %s leaves no doubt of: %s", (metric, direction) => {
  expect(directionOf(metric)).toBe(direction);
});

test("what is called better is never away from what is taken as the best", () => {
  const words = [
    "loss",
    "merror",
    "smape",
    "entropy",
    "fpr",
    "time",
    "acc",
    "score",
    "map",
    "norm",
  ];
  for (const metric of words.flatMap((a) => words.map((b) => `${a}/${b}`))) {
    const direction = directionOf(metric);
    const best = direction === null ? goalOf(metric) : direction === "lower" ? "min" : "max";
    expect([metric, goalOf(metric)]).toEqual([metric, best]);
  }
});
