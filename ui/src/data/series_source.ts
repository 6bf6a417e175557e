/** Extents and tiles of curves: asked for in batches, kept, and marked when points are added. */
import { ApiError } from "~/api/client";
import { fetchExtents, fetchTiles } from "~/api/series";
import type { Extent, Pause, PointsEvent, Run } from "~/api/types";
import { listen, type News } from "~/data/live";
import { axisName, type SeriesRef, seriesName, type XAxis } from "~/lib/series";
import { decodeTiles, TILE_BUCKETS, type Tile } from "~/series/decode";
import { TileCache } from "~/series/tile_cache";

/** Tiles that a chart wants. */
export interface Want {
  readonly series: readonly SeriesRef[];
  readonly axis: XAxis;
  readonly level: number;
  readonly tiles: readonly number[];
}

/** Where a series lies. Times are microseconds since 1970. */
export interface SeriesExtent {
  readonly count: number;
  readonly firstStep: number | null;
  readonly lastStep: number | null;
  readonly startTime: number;
  readonly lastTime: number;
  readonly min: number;
  readonly max: number;
  /** When its run did not run. */
  readonly pauses: readonly Pause[];
}

/** A series of which somebody may know already where it lies. */
export interface KnownSeries extends SeriesRef {
  readonly extent?: SeriesExtent | null;
}

/** Wants of one turn of the event loop go out together: one request serves all panels in view. */
interface Batch {
  wants: Want[];
  done: Promise<Map<Want, unknown>>;
}

/** What a server takes in one request; it refuses more, by name. */
const MOST_SERIES = 5_000;
const MOST_BUCKETS = 2_000_000;

export class SeriesSource {
  readonly cache = new TileCache();
  private readonly extents = new Map<string, SeriesExtent>();
  private readonly asked = new Map<string, Promise<void>>();
  private batch: Batch | null = null;
  private pendingExtents: SeriesRef[] = [];
  private extentRequest: Promise<void> | null = null;

  extent(series: SeriesRef): SeriesExtent | undefined {
    return this.extents.get(seriesName(series));
  }

  /** Learns where these series lie; known ones are not asked for again. */
  async loadExtents(series: readonly KnownSeries[]): Promise<void> {
    for (const one of series) this.know(one);
    const missing = series.filter((one) => !this.asked.has(seriesName(one)));
    if (missing.length > 0) this.askExtents(missing);
    await Promise.all(series.map((one) => this.asked.get(seriesName(one))));
  }

  /** Fetches those of the wanted tiles that are not here or have grown. */
  async loadTiles(want: Want): Promise<void> {
    if (this.batch === null) {
      const wants: Want[] = [];
      const done = new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
        this.batch = null;
        return this.send(wants);
      });
      this.batch = { wants, done };
    }
    this.batch.wants.push(want);
    const failures = await this.batch.done;
    if (failures.has(want)) throw failures.get(want);
  }

  /** Points were added: extents grow, tiles that may hold them are marked. */
  hear(news: News): void {
    if (news.kind === "gap") {
      this.cache.touchAll();
      this.asked.clear();
    } else if (news.kind === "points") {
      this.grow(news.data);
    } else if (news.kind === "run") {
      this.rest(news.data);
    }
  }

  private grow(event: PointsEvent): void {
    const steps = event.step.filter((step) => step !== null);
    if (steps.length === 0) return;
    const least = Math.min(...steps);
    this.cache.touch(event, least);
    const name = seriesName(event);
    const known = this.extents.get(name);
    if (known === undefined) {
      this.asked.delete(name);
      return;
    }
    const values = event.value.filter((value) => typeof value === "number");
    this.extents.set(name, {
      count: known.count + steps.length,
      firstStep: Math.min(known.firstStep ?? least, least),
      lastStep: Math.max(known.lastStep ?? least, ...steps),
      startTime: known.startTime,
      lastTime: Math.max(known.lastTime, ...event.time),
      min: Math.min(known.min, ...values),
      max: Math.max(known.max, ...values),
      pauses: known.pauses,
    });
  }

  /** A run that is resumed has a pause more: its curves go on elsewhere on the axis of process time. */
  private rest({ id, pauses }: Run): void {
    if (pauses.length === 0) return;
    for (const [name, known] of this.extents) {
      if (!name.startsWith(`${id}\t`) || known.pauses.length === pauses.length) continue;
      this.extents.set(name, { ...known, pauses });
    }
  }

  private know(series: KnownSeries): void {
    const name = seriesName(series);
    if (!series.extent || this.asked.has(name)) return;
    this.extents.set(name, series.extent);
    this.asked.set(name, Promise.resolve());
  }

  private askExtents(series: readonly SeriesRef[]): void {
    this.pendingExtents.push(...series);
    this.extentRequest ??= Promise.resolve().then(() => this.sendExtents());
    for (const one of series) this.asked.set(seriesName(one), this.extentRequest);
  }

  private async sendExtents(): Promise<void> {
    const series = this.pendingExtents;
    this.pendingExtents = [];
    this.extentRequest = null;
    try {
      const answers = await Promise.all(
        inParts(series, MOST_SERIES).map((part) => fetchExtents(part)),
      );
      for (const extent of answers.flat()) this.extents.set(seriesName(extent), fromWire(extent));
    } catch (error) {
      for (const one of series) this.asked.delete(seriesName(one));
      throw error;
    }
  }

  /** Fetches all wants together; gives the wants that failed, and why. */
  private async send(wants: readonly Want[]): Promise<Map<Want, unknown>> {
    const failures = new Map<Want, unknown>();
    try {
      const requests = mergeWants(wants.map((want) => this.missing(want)));
      await Promise.all(requests.flatMap(partsOf).map((want) => this.fetch(want)));
    } catch (error) {
      for (const want of wants) failures.set(want, error);
      // One damaged series must not blank the other panels, so each asks once more for itself.
      const isAway = error instanceof ApiError && error.status === 0;
      if (!isAway && wants.length > 1) await this.sendApart(wants, failures);
    }
    return failures;
  }

  private async sendApart(wants: readonly Want[], failures: Map<Want, unknown>): Promise<void> {
    const attempts = wants.map((want) => this.fetch(this.missing(want)));
    const results = await Promise.allSettled(attempts);
    wants.forEach((want, i) => {
      const result = results[i];
      if (result?.status === "rejected") failures.set(want, result.reason);
      else failures.delete(want);
    });
  }

  private missing(want: Want): Want {
    const { axis, level } = want;
    const lacks = (one: SeriesRef) =>
      want.tiles.some((tile) => this.cache.needs(one, axis, level, tile));
    return { ...want, series: want.series.filter(lacks) };
  }

  private async fetch(want: Want): Promise<void> {
    const { axis, level, series, tiles } = want;
    if (series.length === 0) return;
    const found = new Map<string, Tile>();
    const frame = await fetchTiles({ series, x: axis, level, tiles });
    for (const tile of decodeTiles(frame)) {
      found.set(`${tile.series}:${tile.tile}`, tile);
    }
    series.forEach((one, i) => {
      for (const index of tiles) {
        this.cache.put(one, axis, level, index, found.get(`${i}:${index}`) ?? null);
      }
    });
  }
}

/** Joins wants for the same tiles of the same axis into one request each. */
export function mergeWants(wants: readonly Want[]): Want[] {
  const merged = new Map<string, { want: Want; series: Map<string, SeriesRef> }>();
  for (const want of wants) {
    if (want.series.length === 0 || want.tiles.length === 0) continue;
    const name = `${axisName(want.axis)}\t${want.level}\t${want.tiles.join()}`;
    const entry = merged.get(name) ?? { want, series: new Map<string, SeriesRef>() };
    for (const one of want.series)
      entry.series.set(seriesName(one), { run: one.run, key: one.key });
    merged.set(name, entry);
  }
  return [...merged.values()].map(({ want, series }) => ({
    ...want,
    series: [...series.values()],
  }));
}

/** A want as requests that a server answers: none has too many series or buckets. */
export function partsOf(want: Want): Want[] {
  const { tiles } = want;
  const span = Math.max(...tiles) - Math.min(...tiles) + 1;
  const most = Math.max(1, Math.min(MOST_SERIES, Math.floor(MOST_BUCKETS / (span * TILE_BUCKETS))));
  return inParts(want.series, most).map((series) => ({ ...want, series }));
}

function inParts<T>(things: readonly T[], most: number): T[][] {
  const count = Math.ceil(things.length / most);
  return Array.from({ length: count }, (_, i) => things.slice(i * most, (i + 1) * most));
}

function fromWire(extent: Extent): SeriesExtent {
  return {
    count: extent.count,
    firstStep: extent.first_step,
    lastStep: extent.last_step,
    startTime: extent.first_time,
    lastTime: extent.last_time,
    min: Number(extent.min),
    max: Number(extent.max),
    pauses: extent.pauses,
  };
}

/** The source of this page. */
export const seriesSource = new SeriesSource();
// It must know of new points before any chart asks it for them.
listen((news) => seriesSource.hear(news));
