/** Which tiles a chart needs: the arithmetic of the grid that the server keeps. */
import { TILE_BUCKETS } from "~/series/decode";

/** A stretch of x, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** More buckets than this in one chart cost memory and time that no eye repays. */
const MAX_BUCKETS = 200_000;

const MAX_LEVEL = 55;

/**
 * The level whose buckets are just narrower than a device pixel of the plot, so that no extreme is
 * lost: between one and two buckets a pixel. Very many lines share a budget and get a coarser one.
 */
export function levelFor(range: Range, pixels: number, lines: number): number {
  const width = Math.max(range.to - range.from, 1);
  let level = Math.max(0, Math.floor(Math.log2(width / Math.max(pixels, 1))));
  while (level < MAX_LEVEL && (lines * width) / 2 ** level > MAX_BUCKETS) level += 1;
  return level;
}

/** Indexes of the tiles that cover a range. */
export function tilesFor(range: Range, level: number): number[] {
  const width = TILE_BUCKETS * 2 ** level;
  const first = Math.floor(range.from / width);
  const last = Math.floor(range.to / width);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Half-lives after which what came before weighs under a thousandth. */
const MEMORY_HALF_LIVES = 10;

/**
 * Tiles before the view that smoothing must have seen, at the level where a bucket is at most an eighth
 * of a half-life (coarser ones change the curve visibly) unless the view itself is coarser.
 */
export function prerollFor(
  view: Range,
  level: number,
  halfLife: number,
): { level: number; tiles: number[] } {
  const start = tilesFor(view, level)[0] ?? 0;
  const edge = start * TILE_BUCKETS * 2 ** level;
  if (halfLife <= 0) return { level, tiles: [] };
  const coarse = Math.max(level, Math.floor(Math.log2(Math.max(halfLife / 8, 1))));
  const from = edge - MEMORY_HALF_LIVES * halfLife;
  return { level: coarse, tiles: tilesFor({ from, to: edge - 1 }, coarse) };
}
