/** All points of what a chart shows, beside what it draws of them. */
import { fetchPointsCsv } from "~/api/series";
import type { SeriesRef } from "~/lib/series";

/** The server takes this many series at once. */
const MOST_SERIES = 1_000;

/** The bytes of a CSV file with every point of these series. */
export function pointsCsv(series: readonly SeriesRef[]): Promise<ArrayBuffer> {
  if (series.length > MOST_SERIES) {
    const most = `${MOST_SERIES} lines at most are exported at once`;
    throw new Error(`${most}: this chart has ${series.length}. Show fewer runs.`);
  }
  return fetchPointsCsv(series);
}
