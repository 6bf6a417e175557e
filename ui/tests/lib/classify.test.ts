import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { accuracyOf, classScores, confusionOf, ratesOf } from "~/lib/classify";

interface Golden {
  readonly curves: readonly {
    readonly positives: number;
    readonly negatives: number;
    readonly hits: readonly number[];
    readonly alarms: readonly number[];
    readonly precision: readonly number[];
    readonly recall: readonly number[];
    readonly false_positive: readonly number[];
  }[];
  readonly confusion: {
    readonly classes: readonly string[];
    readonly pairs: readonly (readonly [string, string])[];
    readonly counts: readonly (readonly number[])[];
    readonly accuracy: number;
    readonly precision: readonly number[];
    readonly recall: readonly number[];
    readonly f1: readonly number[];
    readonly support: readonly number[];
  };
}

// What scikit-learn says; tests/unit/tables/test_scores.py holds the Python side to the same file.
const golden: Golden = JSON.parse(
  readFileSync(new URL("../../../tests/golden/tables/scores.json", import.meta.url), "utf8"),
);

describe("scores are those of scikit-learn", () => {
  test.each(golden.curves.map((curve, i) => [i, curve] as const))("curve %i", (_, curve) => {
    const rates = ratesOf(curve);
    closeTo(rates.precision, curve.precision);
    closeTo(rates.recall, curve.recall);
    closeTo(rates.falsePositive, curve.false_positive);
  });

  test("a confusion matrix and its scores", () => {
    const { classes, pairs, counts, accuracy, precision, recall, f1, support } = golden.confusion;
    const told = pairs.map(([truth, predicted]) => ({ truth, predicted, count: 1 }));
    const confusion = confusionOf(told, classes);
    expect(confusion.counts).toEqual(counts);
    expect(accuracyOf(confusion)).toBeCloseTo(accuracy, 12);
    const scores = classScores(confusion);
    closeTo(
      scores.map((one) => one.precision),
      precision,
    );
    closeTo(
      scores.map((one) => one.recall),
      recall,
    );
    closeTo(
      scores.map((one) => one.f1),
      f1,
    );
    expect(scores.map((one) => one.support)).toEqual(support);
  });
});

test("classes that nobody ordered stand by number or by name", () => {
  const pair = (truth: string, predicted: string) => ({ truth, predicted, count: 1 });
  expect(confusionOf([pair("10", "2"), pair("1", "2")], []).classes).toEqual(["1", "2", "10"]);
  expect(confusionOf([pair("cat", "ant"), pair("bee", "cat")], ["bee"]).classes).toEqual([
    "bee",
    "ant",
    "cat",
  ]);
});

function closeTo(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 12);
  });
}
