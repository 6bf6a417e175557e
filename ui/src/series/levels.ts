/** Which tiles a chart needs: the arithmetic of the grid that the server keeps. */
import { TILE_BUCKETS } from "~/series/decode";

/** A stretch of x, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Tiles of one level, in the order of x. */
export interface Stretch {
  readonly level: number;
  readonly tiles: readonly number[];
}

/** More buckets than this in one chart cost memory and time that no eye repays. */
const MAX_BUCKETS = 130_000;

const MAX_LEVEL = 55;

/** The finest level of steps, which have nothing between them, and of axes that do. */
export const STEP_FINEST = 0;
export const FINEST = -40;

/** 2 ** 8 buckets make a tile. */
const TILE_BITS = 8;

/**
 * The level whose buckets are just narrower than a device pixel of the plot, so that no extreme is
 * lost: between one and two buckets a pixel. Very many lines share a budget and get a coarser one.
 */
export function levelFor(
  range: Range,
  pixels: number,
  lines: number,
  finest: number = STEP_FINEST,
): number {
  const width = Math.max(range.to - range.from, 2 ** finest);
  let level = Math.max(finest, Math.floor(Math.log2(width / Math.max(pixels, 1))));
  while (level < MAX_LEVEL && (lines * width) / 2 ** level > MAX_BUCKETS) level += 1;
  return level;
}

/** Indexes of the tiles that cover a range. */
export function tilesFor(range: Range, level: number): number[] {
  const width = tileWidth(level);
  const first = Math.floor(range.from / width);
  const last = Math.floor(range.to / width);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Width of a tile in x. */
export function tileWidth(level: number): number {
  return TILE_BUCKETS * 2 ** level;
}

/** What decides the tiles of a chart. */
export interface View {
  readonly range: Range;
  /** Device pixels of the plot. */
  readonly pixels: number;
  readonly lines: number;
  /** The finest level of the axis. */
  readonly finest: number;
  /** Whether x is logarithmic: then each octave is as wide as the next. */
  readonly log: boolean;
  /** Whether lines go on beyond the range, so that neighbours are needed. */
  readonly zoomed: boolean;
}

/** The tiles of a view, finer ones first on a log axis. */
export function stretchesFor(view: View): Stretch[] {
  const { range, pixels, lines, finest, zoomed } = view;
  if (view.log && isLong(range)) return octavesFor(view);
  const shown = view.log ? leftOctave(range) : range;
  const level = levelFor(shown, view.log ? pixels / 2 : pixels, lines, finest);
  const tiles = tilesFor(range, level);
  if (!zoomed) return [{ level, tiles }];
  return [{ level, tiles: [(tiles[0] ?? 0) - 1, ...tiles, (tiles.at(-1) ?? 0) + 1] }];
}

/** Octaves below which a log axis is served by one level, that of its left end. */
const SHORT_OCTAVES = 3;

function isLong(range: Range): boolean {
  return range.to > 0 && (range.from <= 0 || Math.log2(range.to / range.from) > SHORT_OCTAVES);
}

function leftOctave(range: Range): Range {
  return range.from > 0 ? { from: range.from, to: Math.min(range.to, 2 * range.from) } : range;
}

/** Octaves of an axis that begins at or below zero: six decades. */
const MOST_OCTAVES = 20;

/**
 * One tile for each octave: tile 1 of level ℓ spans exactly 2^(ℓ+8) to 2^(ℓ+9), so that an octave has
 * 256 buckets however far to the left it lies. What is nearer to zero than the first comes in one tile.
 */
function octavesFor({ range, finest, zoomed }: View): Stretch[] {
  const last = Math.floor(Math.log2(range.to)) + (zoomed ? 1 : 0);
  const start = range.from > 0 ? Math.floor(Math.log2(range.from)) : last - MOST_OCTAVES;
  const first = Math.max(start - (zoomed ? 1 : 0), finest + TILE_BITS);
  const whole = range.from <= 0 || first > start;
  const ground = first - TILE_BITS;
  const low = range.from < 0 ? tilesFor({ from: range.from, to: 0 }, ground).slice(-8) : [0];
  const stretches: Stretch[] = whole ? [{ level: ground, tiles: low }] : [];
  for (let octave = first; octave <= last; octave += 1) {
    stretches.push({ level: octave - TILE_BITS, tiles: [1] });
  }
  return stretches;
}

/** Where the tiles of a view begin and end. */
export function edgesOf(stretches: readonly Stretch[]): Range {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (first === undefined || last === undefined) return { from: 0, to: 0 };
  return {
    from: (first.tiles[0] ?? 0) * tileWidth(first.level),
    to: ((last.tiles.at(-1) ?? 0) + 1) * tileWidth(last.level),
  };
}

/** No smoother needs more tiles than this beside the view: it would weigh them next to nothing. */
const MOST_MARGIN_TILES = 64;

/**
 * Tiles beside the view that smoothing must have seen: `reach` units of x on a side, at the level where
 * a bucket is at most an eighth of the smoother's width (coarser ones change the curve visibly) unless
 * the view itself is coarser. Buckets never straddle the edge, so no point counts twice.
 */
export function marginFor(
  side: "before" | "after",
  view: Stretch,
  edge: number,
  smoothing: { readonly width: number; readonly reach: number },
): Stretch {
  const { width, reach } = smoothing;
  if (!(width > 0) || !(reach > 0)) return { level: view.level, tiles: [] };
  const wished = Math.floor(Math.log2(width / 8));
  const level = Math.min(Math.max(view.level, wished), view.level + TILE_BITS);
  const size = tileWidth(level);
  if (side === "before") {
    const end = Math.ceil(edge / size);
    const first = Math.max(Math.floor((edge - reach) / size), end - MOST_MARGIN_TILES);
    return { level, tiles: Array.from({ length: end - first }, (_, i) => first + i) };
  }
  const first = Math.floor(edge / size);
  const last = Math.min(Math.floor((edge + reach) / size), first + MOST_MARGIN_TILES);
  return { level, tiles: Array.from({ length: last - first + 1 }, (_, i) => first + i) };
}
