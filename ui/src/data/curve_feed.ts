/** Keeps the curves of one chart: finds the range, fetches the tiles, smooths, and follows the news. */
import type { Pause } from "~/api/types";
import { offBeat, onNextBeat } from "~/data/beat";
import { type Plan, planTiles } from "~/data/curve_plan";
import { type News, watch } from "~/data/live";
import { computeAside } from "~/data/numbers";
import { type KnownSeries, type SeriesSource, seriesSource } from "~/data/series_source";
import { type SeriesRef, seriesName, type XAxis } from "~/lib/series";
import type { LineJob, Smoothing } from "~/series/compute";
import { type Curve, joinTiles, sliceCurve } from "~/series/curve";
import type { Tile } from "~/series/decode";
import type { Grouped } from "~/series/group";
import type { Grouping } from "~/series/kinds";
import type { Range, Stretch } from "~/series/levels";
import type { Parts } from "~/series/smooth";

/** Series that are drawn as one line with a band. */
export interface SeriesGroup {
  readonly id: string;
  readonly series: readonly SeriesRef[];
}

/** What a chart wants to see. */
export interface FeedRequest {
  readonly series: readonly KnownSeries[];
  readonly axis: XAxis;
  readonly logX: boolean;
  /** Null shows everything. */
  readonly range: Range | null;
  /** Device pixels of the plot. */
  readonly pixels: number;
  readonly smoothing: Smoothing | null;
  readonly groups: readonly SeriesGroup[];
  readonly grouping: Grouping;
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
  readonly groups: ReadonlyMap<string, Grouped>;
  /** Widest bucket in view, in units of x; 0 when every point is drawn. */
  readonly bucket: number;
}

const NOTHING: FedView = { range: null, curves: new Map(), groups: new Map(), bucket: 0 };

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

  /** Asks once more for what failed. */
  retry(): void {
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
      const view = await this.load(request, () => turn === this.turn);
      if (view === null || turn !== this.turn) return;
      this.shown(view);
      this.failed(null);
    } catch (error) {
      if (turn === this.turn)
        this.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The view, or null when nobody wants it any more. */
  private async load(request: FeedRequest, wanted: () => boolean): Promise<FedView | null> {
    await this.source.loadExtents(withAxis(request));
    if (!wanted()) return null;
    const full = this.fullRange(request);
    if (full === null) return NOTHING;
    const plan = planTiles({ ...request, lines: request.series.length * thrift(request) }, full);
    await Promise.all(wantsOf(request, plan).map((want) => this.source.loadTiles(want)));
    return wanted() ? this.view(request, plan) : null;
  }

  private fullRange(request: FeedRequest): Range | null {
    const spans = request.series
      .map((one) => this.spanOf(one, request.axis))
      .filter((span) => span !== null);
    if (spans.length === 0) return null;
    const from = Math.min(...spans.map((span) => span.from));
    const to = Math.max(...spans.map((span) => span.to));
    if (from < to) return { from, to };
    // Around a single place there must be room, in proportion to its size where x is no step.
    const room = request.axis === "step" ? 1 : Math.abs(from) * 0.1 || 1;
    return { from: from - room, to: to + room };
  }

  private spanOf(series: SeriesRef, axis: XAxis): Range | null {
    const extent = this.source.extent(
      typeof axis === "string" ? series : { run: series.run, key: axis.metric },
    );
    if (extent === undefined || extent.firstStep === null || extent.lastStep === null) return null;
    if (axis === "step") return { from: extent.firstStep, to: extent.lastStep };
    // Rounded exactly as the server rounds points, so that the last one lies in the range.
    const { startTime, lastTime, pauses } = extent;
    if (axis === "wall") return { from: startTime / 1000, to: lastTime / 1000 };
    if (axis === "relative") return { from: 0, to: (lastTime - startTime) / 1000 };
    if (axis === "process") {
      return { from: 0, to: (lastTime - startTime - pausedBefore(lastTime, pauses)) / 1000 };
    }
    return Number.isFinite(extent.min) ? { from: extent.min, to: extent.max } : null;
  }

  private async view(request: FeedRequest, plan: Plan): Promise<FedView> {
    const curves = request.series.map((one) => this.curve(one, request.axis, plan));
    const names = request.series.map(seriesName);
    const bucket = curves.reduce((most, { here }) => Math.max(most, ...widest(here)), 0);
    const { smoothing, groups, grouping } = request;
    const places = new Map(names.map((name, i) => [name, i]));
    const members = groups.map((group) =>
      group.series.flatMap((one) => places.get(seriesName(one)) ?? []),
    );
    const isPlain = smoothing === null && groups.length === 0;
    const done = isPlain
      ? { smoothed: [], groups: [] }
      : await computeAside({ lines: curves.map(jobOf), smoothing, groups: members, grouping });
    return {
      range: plan.range,
      bucket,
      curves: new Map(
        curves.map(({ here }, i) => [
          names[i] ?? "",
          { curve: here, smoothed: done.smoothed[i] ?? null },
        ]),
      ),
      groups: new Map(
        groups.flatMap(({ id }, i) => {
          const joined = done.groups[i];
          return joined === undefined ? [] : [[id, joined] as const];
        }),
      ),
    };
  }

  private curve(series: SeriesRef, axis: XAxis, plan: Plan): Around {
    const { from, to } = plan.edges;
    const kept = (one: Stretch) => this.kept(series, axis, one);
    const before = sliceCurve(joinTiles(kept(plan.before)), Number.NEGATIVE_INFINITY, from);
    const after = sliceCurve(joinTiles(kept(plan.after)), to, Number.POSITIVE_INFINITY);
    return { before, here: joinTiles(plan.view.flatMap(kept)), after };
  }

  private kept(series: SeriesRef, axis: XAxis, { level, tiles }: Stretch): Tile[] {
    return tiles
      .map((tile) => this.source.cache.get(series, axis, level, tile) ?? null)
      .filter((tile) => tile !== null);
  }
}

/** A curve in view, and its way there and on from there. */
interface Around {
  readonly before: Curve;
  readonly here: Curve;
  readonly after: Curve;
}

/** How long a run had paused until a moment. */
function pausedBefore(moment: number, pauses: readonly Pause[]): number {
  const away = ({ since, until }: Pause) => Math.min(Math.max(moment - since, 0), until - since);
  return pauses.reduce((sum, pause) => sum + away(pause), 0);
}

function jobOf({ before, here, after }: Around): LineJob {
  const parts: Parts = {
    x: joined(before.x, here.x, after.x),
    mean: joined(before.mean, here.mean, after.mean),
    count: joined(before.count, here.count, after.count),
  };
  return { parts, from: before.n, to: before.n + here.n, min: here.min, max: here.max };
}

function joined(...columns: Float64Array[]): Float64Array {
  const whole = new Float64Array(columns.reduce((sum, one) => sum + one.length, 0));
  let from = 0;
  for (const one of columns) {
    whole.set(one, from);
    from += one.length;
  }
  return whole;
}

function widest(curve: Curve): number[] {
  return curve.n === 0 ? [] : [curve.width[0] ?? 0, curve.width[curve.n - 1] ?? 0];
}

/** The mean of many runs needs no buckets of a pixel: those of two keep all extremes as well. */
function thrift({ groups }: FeedRequest): number {
  return groups.length > 0 ? 2 : 1;
}

function withAxis(request: FeedRequest): KnownSeries[] {
  const { axis, series } = request;
  if (typeof axis === "string") return [...series];
  return [...series, ...series.map((one) => ({ run: one.run, key: axis.metric }))];
}

function wantsOf({ series, axis }: FeedRequest, plan: Plan) {
  return [...plan.view, plan.before, plan.after]
    .filter((stretch) => stretch.tiles.length > 0)
    .map(({ level, tiles }) => ({ series, axis, level, tiles }));
}
