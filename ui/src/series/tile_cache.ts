/** Tiles that were fetched: least recently used ones go when 64 MB are full. */
import { WeighedCache } from "~/lib/lru";
import { axisName, type SeriesRef, seriesName, type XAxis } from "~/lib/series";
import type { Tile } from "~/series/decode";

const LIMIT_BYTES = 64 * 1024 * 1024;

/** What a tile weighs beside its columns. */
const OVERHEAD_BYTES = 200;

interface Kept {
  readonly tile: Tile | null;
  stale: boolean;
}

/** Knows tiles by series, axis, level and index; an empty tile is known too, as null. */
export class TileCache {
  private readonly kept = new WeighedCache<Kept>(LIMIT_BYTES);
  private readonly names = new Map<string, Set<string>>();

  /** The tile, null when it is known to be empty, undefined when it was never fetched. */
  get(series: SeriesRef, axis: XAxis, level: number, tile: number): Tile | null | undefined {
    return this.kept.get(tileName(series, axis, level, tile))?.tile;
  }

  /** Whether a tile must be fetched: never seen, or points were added since. */
  needs(series: SeriesRef, axis: XAxis, level: number, tile: number): boolean {
    return this.kept.get(tileName(series, axis, level, tile))?.stale ?? true;
  }

  put(series: SeriesRef, axis: XAxis, level: number, index: number, tile: Tile | null): void {
    const name = tileName(series, axis, level, index);
    this.kept.set(name, { tile, stale: false }, OVERHEAD_BYTES + (tile ? weightOf(tile) : 0));
    const owner = seriesName(series);
    const known = this.names.get(owner) ?? new Set();
    this.names.set(owner, known.add(name));
  }

  /**
   * Points were added to a series, the first of them at this step. Tiles on other axes do not tell
   * where that is, so all of those are marked; marked tiles are drawn until fresh ones arrive.
   */
  touch(series: SeriesRef, step: number): void {
    for (const name of this.names.get(seriesName(series)) ?? []) {
      const kept = this.kept.get(name);
      if (kept !== undefined && mayHold(name, step)) kept.stale = true;
    }
  }

  /** Marks everything, after a gap in the live stream. */
  touchAll(): void {
    for (const names of this.names.values()) {
      for (const name of names) {
        const kept = this.kept.get(name);
        if (kept !== undefined) kept.stale = true;
      }
    }
  }
}

function tileName(series: SeriesRef, axis: XAxis, level: number, tile: number): string {
  return `${seriesName(series)}\t${axisName(axis)}\t${level}\t${tile}`;
}

function mayHold(name: string, step: number): boolean {
  const [, , axis, level, tile] = name.split("\t");
  if (axis !== "step") return true;
  const end = (Number(tile) + 1) * 256 * 2 ** Number(level);
  return end > step;
}

function weightOf(tile: Tile): number {
  return tile.mode === "raw" ? tile.x.length * 16 : tile.bucket.length * 26;
}
