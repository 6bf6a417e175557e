import { expect, test } from "vitest";
import { TileCache } from "~/series/tile_cache";
import { rawTile } from "../series/tiles";

const LOSS = { run: "r1", key: "loss" };
const OTHER = { run: "r2", key: "loss" };

test("a tile is needed until it was fetched, and an empty one is known too", () => {
  const cache = new TileCache();
  expect(cache.needs(LOSS, "step", 0, 0)).toBe(true);
  cache.put(LOSS, "step", 0, 0, null);
  expect([cache.needs(LOSS, "step", 0, 0), cache.get(LOSS, "step", 0, 0)]).toEqual([false, null]);
});

test("new points mark the tiles that may hold them, which are drawn until fresh ones arrive", () => {
  const cache = new TileCache();
  const early = rawTile([[0, 1]]);
  const late = rawTile([[300, 1]], 1);
  cache.put(LOSS, "step", 0, 0, early);
  cache.put(LOSS, "step", 0, 1, late);
  cache.put(OTHER, "step", 0, 1, late);
  cache.touch(LOSS, 300);
  expect(cache.needs(LOSS, "step", 0, 0)).toBe(false);
  expect(cache.needs(LOSS, "step", 0, 1)).toBe(true);
  expect(cache.get(LOSS, "step", 0, 1)).toBe(late);
  expect(cache.needs(OTHER, "step", 0, 1)).toBe(false);
});

test("on other axes a step says nothing, so all tiles of the series are marked", () => {
  const cache = new TileCache();
  cache.put(LOSS, "wall", 5, 7, null);
  cache.put(LOSS, { metric: "epoch" }, 0, 0, null);
  cache.touch(LOSS, 12);
  expect(cache.needs(LOSS, "wall", 5, 7)).toBe(true);
  expect(cache.needs(LOSS, { metric: "epoch" }, 0, 0)).toBe(true);
});
