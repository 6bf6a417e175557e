import fc from "fast-check";
import { expect, test } from "vitest";
import {
  edgesOf,
  FINEST,
  levelFor,
  marginFor,
  stretchesFor,
  tilesFor,
  tileWidth,
} from "~/series/levels";

test("there is at least one bucket for each pixel, and fewer than two", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 1e9 }),
      fc.integer({ min: 1, max: 4000 }),
      (width, pixels) => {
        const buckets = width / 2 ** levelFor({ from: 0, to: width }, pixels, 1);
        if (width >= pixels) expect(buckets).toBeGreaterThanOrEqual(pixels);
        expect(buckets).toBeLessThan(Math.max(2 * pixels, width < 2 * pixels ? width + 1 : 0));
      },
    ),
  );
});

test("very many lines share a budget of buckets", () => {
  const range = { from: 0, to: 1e6 };
  const buckets = 1000 * (1e6 / 2 ** levelFor(range, 1200, 1000));
  expect(buckets).toBeLessThanOrEqual(200_000);
});

test("tiles cover the whole range, below zero too", () => {
  expect(tilesFor({ from: -1, to: 256 }, 0)).toEqual([-1, 0, 1]);
  expect(tilesFor({ from: 0, to: 1023 }, 2)).toEqual([0]);
});

test("an axis that is no step has buckets as fine as its pixels", () => {
  const level = levelFor({ from: 0, to: 1 }, 1000, 1, FINEST);
  const buckets = 1 / 2 ** level;
  expect(buckets).toBeGreaterThanOrEqual(1000);
  expect(buckets).toBeLessThan(2000);
});

test("smoothing sees what it reaches on both sides, in buckets of an eighth of its width", () => {
  const view = { level: 0, tiles: [4096] };
  const before = marginFor("before", view, 256 * 4096, { width: 800, reach: 8000 });
  expect(2 ** before.level).toBeLessThanOrEqual(100);
  const first = (before.tiles[0] ?? 0) * tileWidth(before.level);
  expect(first).toBeLessThanOrEqual(256 * 4096 - 8000);
  const after = marginFor("after", view, 256 * 4097, { width: 800, reach: 800 });
  const end = ((after.tiles.at(-1) ?? 0) + 1) * tileWidth(after.level);
  expect(end).toBeGreaterThan(256 * 4097 + 800);
  expect(marginFor("after", view, 0, { width: 800, reach: 0 }).tiles).toEqual([]);
});

test("no bucket of the margin lies on both sides of the edge", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: 1, max: 1e7 }),
      (tile, width) => {
        const edge = tile * tileWidth(2);
        const { level } = marginFor("before", { level: 2, tiles: [tile] }, edge, {
          width,
          reach: width,
        });
        expect(edge % 2 ** level).toBe(0);
      },
    ),
  );
});

test("a log axis has 256 buckets in each octave, and no gap between two", () => {
  const range = { from: 3, to: 1e6 };
  const view = { range, pixels: 1000, lines: 1, finest: 0, log: true, zoomed: false };
  const stretches = stretchesFor(view);
  let end = 0;
  for (const { level, tiles } of stretches) {
    expect((tiles[0] ?? 0) * tileWidth(level)).toBe(end);
    end = ((tiles.at(-1) ?? 0) + 1) * tileWidth(level);
  }
  expect(edgesOf(stretches)).toEqual({ from: 0, to: end });
  expect(end).toBeGreaterThan(1e6);
});
