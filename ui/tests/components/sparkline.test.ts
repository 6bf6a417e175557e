import { expect, test } from "vitest";
import { sparkPath } from "~/components/Sparkline";

test("a line goes from the left edge to the right, high values above", () => {
  const { line, end } = sparkPath([0, 5, 10], [1, 3, 2]);
  expect(line).toBe("M2 22L48 2L94 12");
  expect(end).toEqual([94, 12]);
});

test("what is no number leaves a gap", () => {
  const { line } = sparkPath([0, 1, 2, 3], [1, Number.NaN, 2, Number.POSITIVE_INFINITY]);
  expect(line).toBe("M2 22M63.3 2");
});

test("a constant is drawn in the middle, and nothing draws nothing", () => {
  expect(sparkPath([0, 1], [7, 7]).line).toBe("M2 12L94 12");
  expect(sparkPath([], [])).toEqual({ line: "", end: null });
});
