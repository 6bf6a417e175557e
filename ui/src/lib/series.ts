/** What names a curve and its x axis. */

/** Points of one metric of one run. */
export interface SeriesRef {
  readonly run: string;
  readonly key: string;
}

/** The x axis: steps, wall clock (ms since 1970), ms since the run's start, or another metric. */
export type XAxis = "step" | "wall" | "relative" | { readonly metric: string };

/** One name for one series. Keys may hold anything but a control character, so a tab parts them. */
export function seriesName(series: SeriesRef): string {
  return `${series.run}\t${series.key}`;
}

/** One name for one axis. */
export function axisName(axis: XAxis): string {
  return typeof axis === "string" ? axis : `metric:${axis.metric}`;
}
