/** Keeps the curves of one chart: finds the range, fetches the tiles, smooths, and follows the news. */
import { offBeat, onNextBeat } from "~/data/beat";
import { type News, watch } from "~/data/live";
import { type SeriesSource, seriesSource } from "~/data/series_source";
import { type SeriesRef, seriesName, type XAxis } from "~/lib/series";
import { type Curve, joinTiles } from "~/series/curve";
import { TILE_BUCKETS, type Tile } from "~/series/decode";
import { levelFor, prerollFor, type Range, tilesFor } from "~/series/levels";
import { exponentialMean } from "~/series/smooth";

/** What a chart wants to see. */
export interface FeedRequest {
  readonly series: readonly SeriesRef[];
  readonly axis: XAxis;
  /** Null shows everything. */
  readonly range: Range | null;
  /** Device pixels of the plot. */
  readonly pixels: number;
  /** In units of x; 0 does not smooth. */
  readonly halfLife: number;
}

/** A curve as it is to be drawn. */
export interface FedCurve {
  readonly curve: Curve;
  readonly smoothed: Float64Array | null;
}

/** What a chart shows: curves by the name of their series; `range` is null while nothing is known. */
export interface FedView {
  readonly range: Range | null;
  readonly curves: ReadonlyMap<string, FedCurve>;
}

export class CurveFeed {
  private request: FeedRequest | null = null;
  private turn = 0;
  private readonly stopWatching: () => void;
  private readonly follow = () => void this.update();

  constructor(
    topic: string,
    private readonly shown: (view: FedView) => void,
    private readonly failed: (error: Error | null) => void,
    private readonly source: SeriesSource = seriesSource,
  ) {
    this.stopWatching = watch([topic], (news) => this.hear(news));
  }

  /** Shows this from now on. */
  ask(request: FeedRequest): void {
    this.request = request;
    void this.update();
  }

  destroy(): void {
    this.request = null;
    this.turn += 1;
    offBeat(this.follow);
    this.stopWatching();
  }

  private hear(news: News): void {
    if (news.kind === "gap") onNextBeat(this.follow);
    if (news.kind !== "points" || this.request === null) return;
    const name = seriesName(news.data);
    if (this.request.series.some((one) => seriesName(one) === name)) onNextBeat(this.follow);
  }

  private async update(): Promise<void> {
    const { request } = this;
    if (request === null) return;
    this.turn += 1;
    const { turn } = this;
    try {
      await this.source.loadExtents(withAxis(request));
      const plan = this.plan(request);
      if (turn !== this.turn) return;
      if (plan === null) {
        this.shown({ range: null, curves: new Map() });
        return;
      }
      await Promise.all(wantsOf(request, plan).map((want) => this.source.loadTiles(want)));
      if (turn !== this.turn) return;
      this.shown({ range: plan.range, curves: this.curves(request, plan) });
      this.failed(null);
    } catch (error) {
      if (turn === this.turn)
        this.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private plan(request: FeedRequest): Plan | null {
    const range = request.range ?? this.fullRange(request);
    if (range === null) return null;
    const level = levelFor(range, request.pixels, request.series.length);
    const tiles = tilesFor(range, level);
    // A zoomed view needs the neighbours too, so that lines leave it instead of ending in it.
    const sides = request.range === null ? [] : [(tiles[0] ?? 0) - 1, (tiles.at(-1) ?? 0) + 1];
    const all = [...tiles, ...sides].sort((a, b) => a - b);
    const edge = (all[0] ?? 0) * TILE_BUCKETS * 2 ** level;
    const view = { from: edge, to: range.to };
    return { range, level, tiles: all, edge, preroll: prerollFor(view, level, request.halfLife) };
  }

  private fullRange(request: FeedRequest): Range | null {
    const spans = request.series
      .map((one) => this.spanOf(one, request.axis))
      .filter((span) => span !== null);
    if (spans.length === 0) return null;
    const from = Math.min(...spans.map((span) => span.from));
    const to = Math.max(...spans.map((span) => span.to));
    return from === to ? { from: from - 1, to: to + 1 } : { from, to };
  }

  private spanOf(series: SeriesRef, axis: XAxis): Range | null {
    const extent = this.source.extent(
      typeof axis === "string" ? series : { run: series.run, key: axis.metric },
    );
    if (extent === undefined || extent.firstStep === null || extent.lastStep === null) return null;
    if (axis === "step") return { from: extent.firstStep, to: extent.lastStep };
    // Rounded exactly as the server rounds points, so that the last one lies in the range.
    const { startTime, lastTime } = extent;
    if (axis === "wall") return { from: startTime / 1000, to: lastTime / 1000 };
    if (axis === "relative") return { from: 0, to: (lastTime - startTime) / 1000 };
    return Number.isFinite(extent.min) ? { from: extent.min, to: extent.max } : null;
  }

  private curves(request: FeedRequest, plan: Plan): Map<string, FedCurve> {
    const fed = request.series.map((one): [string, FedCurve] => {
      const name = seriesName(one);
      const curve = joinTiles(this.kept(one, request.axis, plan.level, plan.tiles));
      if (request.halfLife <= 0) return [name, { curve, smoothed: null }];
      const { level, tiles } = plan.preroll;
      const past = joinTiles(this.kept(one, request.axis, level, tiles));
      const preroll = { curve: past, edge: plan.edge };
      return [name, { curve, smoothed: exponentialMean(curve, request.halfLife, preroll) }];
    });
    return new Map(fed);
  }

  private kept(series: SeriesRef, axis: XAxis, level: number, tiles: readonly number[]): Tile[] {
    return tiles
      .map((tile) => this.source.cache.get(series, axis, level, tile) ?? null)
      .filter((tile) => tile !== null);
  }
}

interface Plan {
  readonly range: Range;
  readonly level: number;
  readonly tiles: readonly number[];
  /** Where the first tile begins; what smoothing must know of lies before. */
  readonly edge: number;
  readonly preroll: { level: number; tiles: number[] };
}

function withAxis(request: FeedRequest): SeriesRef[] {
  const { axis, series } = request;
  if (typeof axis === "string") return [...series];
  return [...series, ...series.map((one) => ({ run: one.run, key: axis.metric }))];
}

function wantsOf(request: FeedRequest, plan: Plan) {
  const { series, axis } = request;
  const view = { series, axis, level: plan.level, tiles: plan.tiles };
  const { level, tiles } = plan.preroll;
  return tiles.length === 0 ? [view] : [view, { series, axis, level, tiles }];
}
