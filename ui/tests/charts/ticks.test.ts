import fc from "fast-check";
import { expect, test } from "vitest";
import { durationTicks, linearTicks, logTicks, wallTicks } from "~/charts/Ticks";

const labels = (ticks: readonly { label: string }[]) => ticks.map((tick) => tick.label);

test("ticks are round values in the range", () => {
  expect(labels(linearTicks(0, 1.04, 5))).toEqual(["0", "0.2", "0.4", "0.6", "0.8", "1"]);
  expect(labels(linearTicks(0, 4999, 4))).toEqual(["0", "1,000", "2,000", "3,000", "4,000"]);
  expect(labels(linearTicks(-0.002, 0.004, 3))).toEqual(["−0.002", "0", "0.002", "0.004"]);
});

test("any range has a few different labels that lie in it", () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(value, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (from, width) => {
      const ticks = linearTicks(from, from + width, 5);
      const least = from - width * 1e-6 - Math.abs(from) * 4 * Number.EPSILON;
      expect(ticks.length).toBeLessThanOrEqual(9);
      for (const tick of ticks) expect(tick.value).toBeGreaterThanOrEqual(least);
    }),
  );
});

test("a step axis has no mark between two steps", () => {
  expect(labels(linearTicks(0, 3, 10, 1))).toEqual(["0", "1", "2", "3"]);
});

test("a log axis shows decades, and 1, 2, 5 where there is room", () => {
  expect(labels(logTicks(1e-6, 1, 7))).toEqual([
    "1e-6",
    "1e-5",
    "1e-4",
    "0.001",
    "0.01",
    "0.1",
    "1",
  ]);
  expect(labels(logTicks(0.5, 6, 5))).toEqual(["0.5", "1", "2", "5"]);
  expect(labels(logTicks(3.1, 3.9, 4)).length).toBeGreaterThan(1);
});

test("lengths of time are told in their own units", () => {
  expect(labels(durationTicks(0, 3_500_000, 4))).toEqual(["0", "15m", "30m", "45m"]);
  expect(labels(durationTicks(0, 900, 3))).toEqual(["0", "0.5s"]);
  expect(labels(durationTicks(60_000, 120_000, 3))).toEqual(["1m", "1m 30s", "2m"]);
});

test("clock ticks fall on round times of the reader's zone", () => {
  const nine = new Date(2026, 10, 21, 9, 3).getTime();
  expect(labels(wallTicks(nine, nine + 3_600_000, 4))).toEqual([
    "09:15",
    "09:30",
    "09:45",
    "10:00",
  ]);
});
