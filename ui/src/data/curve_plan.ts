/** Which tiles a chart asks for: those in view, and those that smoothing must have seen. */
import type { XAxis } from "~/lib/series";
import type { Smoothing } from "~/series/compute";
import {
  edgesOf,
  FINEST,
  marginFor,
  type Range,
  STEP_FINEST,
  type Stretch,
  stretchesFor,
  tileWidth,
} from "~/series/levels";
import { reachOf } from "~/series/smooth";

export interface Plan {
  readonly range: Range;
  readonly view: readonly Stretch[];
  /** Where the first tile in view begins and the last one ends. */
  readonly edges: Range;
  readonly before: Stretch;
  readonly after: Stretch;
}

export interface PlanRequest {
  readonly axis: XAxis;
  readonly logX: boolean;
  /** Null shows everything. */
  readonly range: Range | null;
  /** Device pixels of the plot. */
  readonly pixels: number;
  readonly lines: number;
  readonly smoothing: Smoothing | null;
}

/** @param full the range of everything, where nothing is zoomed. */
export function planTiles(request: PlanRequest, full: Range): Plan {
  const { axis, logX: log, pixels, lines, smoothing } = request;
  const range = request.range ?? full;
  const finest = axis === "step" ? STEP_FINEST : FINEST;
  const view = stretchesFor({ range, pixels, lines, finest, log, zoomed: request.range !== null });
  const edges = edgesOf(view);
  const none = { level: 0, tiles: [] };
  const [first, last] = [view[0] ?? none, view.at(-1) ?? none];
  if (smoothing === null) return { range, view, edges, before: none, after: none };
  const { width } = smoothing;
  const reach = reachOf(smoothing.kind, width);
  const before = marginFor("before", first, edges.from, { width, reach: reach.before });
  const after = marginFor("after", last, edges.to, { width, reach: reach.after });
  return { range, view, edges, before: within(before, full), after: within(after, full) };
}

/** There is nothing to ask for where no run has points. */
function within({ level, tiles }: Stretch, full: Range): Stretch {
  const size = tileWidth(level);
  const holds = (tile: number) => (tile + 1) * size > full.from && tile * size <= full.to;
  return { level, tiles: tiles.filter(holds) };
}
