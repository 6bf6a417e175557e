import fc from "fast-check";
import { expect, test } from "vitest";
import { columnSpan, offsetsOf, rowSpan, scrollToRow } from "~/grid/window";

test("every row that is in view is drawn, and only some more", () => {
  const natural = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(natural, fc.integer({ min: 1, max: 2000 }), natural, (scroll, height, rows) => {
      const span = rowSpan(scroll, height, 28, rows);
      expect(span.first).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(rows);
      const seen = Math.floor(scroll / 28);
      if (seen < rows) {
        expect(span.first).toBeLessThanOrEqual(seen);
        expect(span.end).toBeGreaterThan(seen);
      }
      expect(span.end - span.first).toBeLessThanOrEqual(height / 28 + 15);
    }),
  );
});

test("only columns that overlap the view are drawn", () => {
  const offsets = offsetsOf([100, 50, 200, 80]);
  expect(offsets).toEqual([0, 100, 150, 350, 430]);
  expect(columnSpan(0, 120, offsets)).toEqual({ first: 0, end: 2 });
  expect(columnSpan(150, 100, offsets)).toEqual({ first: 2, end: 3 });
  expect(columnSpan(900, 100, offsets)).toEqual({ first: 4, end: 4 });
});

test("a row is scrolled to only as far as it must be", () => {
  expect(scrollToRow(5, 28, 0, 280)).toBe(0);
  expect(scrollToRow(50, 28, 0, 280)).toBe(51 * 28 - 280);
  expect(scrollToRow(2, 28, 500, 280)).toBe(56);
});
