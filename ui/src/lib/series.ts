/** What names a curve and its x axis. */

/** Points of one metric of one run. */
export interface SeriesRef {
  readonly run: string;
  readonly key: string;
}

/** Axes that need no metric: addresses and requests name them. */
export const PLAIN_AXES = ["step", "relative", "process", "wall"] as const;

/**
 * The x axis: steps, ms since the run's start, the same without the pauses of a run that was resumed,
 * wall clock (ms since 1970), or another metric.
 */
export type XAxis = (typeof PLAIN_AXES)[number] | { readonly metric: string };

/** Whether x is a time, in milliseconds. */
export function isTime(axis: XAxis): boolean {
  return axis !== "step" && typeof axis === "string";
}

/** One name for one series. Keys may hold anything but a control character, so a tab parts them. */
export function seriesName(series: SeriesRef): string {
  return `${series.run}\t${series.key}`;
}

/** One name for one axis. */
export function axisName(axis: XAxis): string {
  return typeof axis === "string" ? axis : `metric:${axis.metric}`;
}
