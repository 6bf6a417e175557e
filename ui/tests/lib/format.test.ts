import { expect, test } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatNumber,
  formatSeconds,
  formatShort,
  formatSpan,
} from "~/lib/format";

test("numbers show their significant digits and nothing else", () => {
  const shown = [0.30000000000000004, 2.5, 41200, 123456.789, -0.5, 0].map((n) => formatNumber(n));
  expect(shown).toEqual(["0.3", "2.5", "41,200", "123,500", "−0.5", "0"]);
});

test("whole numbers are never rounded", () => {
  expect(formatNumber(1_234_567)).toBe("1,234,567");
});

test("very small and very large numbers use an exponent", () => {
  expect([3e-5, 1.5e-12, 2e9].map((n) => formatNumber(n))).toEqual(["3e−5", "1.5e−12", "2e9"]);
});

test("what is not finite is said", () => {
  expect([Number.NaN, Infinity, -Infinity].map((n) => formatNumber(n))).toEqual(["NaN", "∞", "−∞"]);
});

test("lengths of time use their two largest units", () => {
  expect([0.25, 3.21, 59.4, 61, 7260, 90_000].map(formatSeconds)).toEqual([
    ...["250ms", "3.21s", "59s", "1m 1s", "2h 1m", "1d 1h"],
  ]);
});

test("a run without an end takes until now", () => {
  expect(formatSpan(1_000_000, null, 11_000)).toBe("10s");
  expect(formatSpan(1_000_000, 3_500_000, 99_000)).toBe("2.5s");
});

test("moments are told from now", () => {
  const now = 1_000_000_000_000;
  const ago = (seconds: number) => formatAgo((now - seconds * 1000) * 1000, now);
  expect([2, 30, 300, 7200, 200_000].map(ago)).toEqual([
    "now",
    "30s ago",
    "5m ago",
    "2h ago",
    "2d ago",
  ]);
});

test("sizes and counts are short", () => {
  expect([12, 41_200, 2_500_000_000].map(formatShort)).toEqual(["12", "41.2k", "2.5B"]);
  expect([999, 1500, 41_000_000_000].map(formatBytes)).toEqual(["999 B", "1.5 kB", "41 GB"]);
});
