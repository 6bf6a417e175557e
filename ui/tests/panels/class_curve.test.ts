import { expect, test } from "vitest";
import { bestPoint, classCurve, nearestPoint, pathOf } from "~/panels/pr_roc/class_curve";

const CURVE = {
  positives: 2,
  negatives: 2,
  thresholds: [0.9, 0.5, 0.1],
  hits: [1, 2, 2],
  alarms: [0, 0, 2],
  area: 1,
  average_precision: 1,
  left_out: 0,
};
const SCORE = { name: "cat", score: "p(cat)" };

test("ROC begins in its corner; a precision stands until the next recall", () => {
  expect(pathOf("roc", classCurve("roc", SCORE, CURVE, "red"), 10)).toBe(
    "M0.00 10.00L0.00 5.00L0.00 0.00L10.00 0.00",
  );
  expect(pathOf("pr", classCurve("pr", SCORE, CURVE, "red"), 10)).toBe(
    "M5.00 0.00V0.00H10.00V5.00H10.00",
  );
});

test("a class without examples has no line instead of a wrong one", () => {
  const empty = { ...CURVE, positives: 0, hits: [0, 0, 0] };
  expect(pathOf("pr", classCurve("pr", SCORE, empty, "red"), 10)).toBe("");
});

test("the nearest point of all curves is taken, and the best threshold stands at first", () => {
  const lines = [
    classCurve("roc", SCORE, { ...CURVE, alarms: [1, 2, 2] }, "red"),
    classCurve("roc", SCORE, CURVE, "blue"),
  ];
  expect(nearestPoint(lines, 0, 0.9)).toEqual({ line: 1, index: 1 });
  expect(nearestPoint([], 0, 0)).toBeNull();
  expect(lines.map((line) => bestPoint("roc", line))).toEqual([0, 1]);
  expect(bestPoint("pr", classCurve("pr", SCORE, CURVE, "red"))).toBe(1);
});
