import fc from "fast-check";
import { expect, test } from "vitest";
import { levelFor, prerollFor, tilesFor } from "~/series/levels";

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

test("smoothing sees ten half-lives before the view, in buckets of an eighth of one", () => {
  const view = { from: 256 * 4096, to: 256 * 4097 };
  const preroll = prerollFor(view, 0, 8000);
  expect(2 ** preroll.level).toBeLessThanOrEqual(1000);
  const first = (preroll.tiles[0] ?? 0) * 256 * 2 ** preroll.level;
  expect(first).toBeLessThanOrEqual(view.from - 80_000);
  expect(prerollFor(view, 0, 0).tiles).toEqual([]);
});
