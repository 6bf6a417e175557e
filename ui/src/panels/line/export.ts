/** A chart as a file: picture, vectors or numbers, each saying how it was made. */
import type { ChartView, Line } from "~/charts/Line";
import { drawPoster, POSTER_WIDTH, type Poster, posterHeight } from "~/charts/Poster";
import { SvgPen } from "~/charts/SvgPen";
import { DARK_CHART, LIGHT_CHART } from "~/charts/Theme";
import { pointsCsv } from "~/data/points_csv";
import { at } from "~/lib/at";
import { formatNumber } from "~/lib/format";
import type { ThemeName } from "~/lib/palette";
import { axisName, type SeriesRef } from "~/lib/series";
import type { ChartSettings } from "~/panels/settings";
import { lowerBound } from "~/series/curve";

/** What a file of a chart needs to know. */
export interface Exportable {
  readonly title: string;
  /** Whose runs, such as `project:vision`. */
  readonly topic: string;
  /** What the runs were found by; empty for all. */
  readonly query: string;
  readonly view: ChartView;
  /** Widest bucket, in units of x. */
  readonly bucket: number;
  readonly settings: ChartSettings;
  /** What is drawn, alone or in groups. */
  readonly series: readonly SeriesRef[];
}

export type Format = "png" | "png2" | "svg" | "csv" | "points";

/** Query, downsampling and smoothing in one line. */
export function provenance({ topic, query, bucket, settings, view }: Exportable): string {
  const { halfLife, smoother, range } = settings;
  const sampling = bucket > 0 ? `buckets of ${formatNumber(bucket)} in x` : "every point";
  return [
    `Runlore ${topic.replace(":", " ")}`,
    query === "" ? "all runs" : `query ${query}`,
    `x ${axisName(settings.axis)}${range === null ? "" : ` ${range.from} to ${range.to}`}`,
    `${view.lines.length} lines, ${sampling}`,
    ...(halfLife > 0 ? [`smoothed ${smoother} ${formatNumber(halfLife)}`] : []),
    ...(view.clipOutliers ? ["outliers clipped"] : []),
  ].join(" · ");
}

export function svgOf(what: Exportable, theme: ThemeName): string {
  const poster = posterOf(what, theme);
  const pen = new SvgPen(measurer());
  drawPoster(pen, poster);
  return pen.toString(POSTER_WIDTH, posterHeight(poster), `${what.title}. ${poster.note}`);
}

/** @param scale device pixels for each pixel of the picture. */
export function pngOf(what: Exportable, theme: ThemeName, scale: number): Promise<Blob> {
  const poster = posterOf(what, theme);
  const canvas = document.createElement("canvas");
  canvas.width = POSTER_WIDTH * scale;
  canvas.height = posterHeight(poster) * scale;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser has no 2D canvas.");
  pen.scale(scale, scale);
  drawPoster(pen, poster);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error("The picture could not be made."));
      else resolve(blob);
    }, "image/png");
  });
}

const COLUMNS = ["x", "first", "min", "max", "last", "mean", "count", "smoothed"] as const;

/** What is shown as CSV: a row for each point or bucket in view. */
export function csvOf(what: Exportable): string {
  const { lines, range } = what.view;
  const head = ["line", "run", ...COLUMNS].join(",");
  const rows = range === null ? [] : lines.flatMap((line) => csvRows(line, range));
  return [`# ${what.title}`, `# ${provenance(what)}`, head, ...rows, ""].join("\n");
}

function csvRows(line: Line, range: { from: number; to: number }): string[] {
  const { curve, smoothed } = line;
  const rows: string[] = [];
  const names = [quoted(line.label), quoted(line.members?.join(" ") ?? line.run)];
  for (let i = lowerBound(curve, range.from); i < curve.n && at(curve.x, i) <= range.to; i += 1) {
    const { x, first, min, max, last, mean, count } = curve;
    const values = [x, first, min, max, last, mean, count].map((column) => at(column, i));
    rows.push([...names, ...values, smoothed === null ? "" : at(smoothed, i)].join(","));
  }
  return rows;
}

/** Names that a spreadsheet would take for a formula are text, as they were logged. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function posterOf(what: Exportable, theme: ThemeName): Poster {
  const note = provenance(what);
  const look = theme === "dark" ? DARK_CHART : LIGHT_CHART;
  return { title: what.title, view: what.view, note, theme: look };
}

function measurer(): (text: string, font: string) => number {
  const pen = document.createElement("canvas").getContext("2d");
  return (text, font) => {
    if (pen === null) return text.length * 6;
    pen.font = font;
    return pen.measureText(text).width;
  };
}

/** Makes the file and hands it to the browser. */
export async function saveChart(what: Exportable, format: Format, theme: ThemeName): Promise<void> {
  const name = what.title.replaceAll(/[^\p{L}\p{N}.-]+/gu, "_");
  if (format === "csv") save(new Blob([csvOf(what)], { type: "text/csv" }), `${name}.csv`);
  else if (format === "points") {
    save(new Blob([await pointsCsv(what.series)], { type: "text/csv" }), `${name}_points.csv`);
  } else if (format === "svg")
    save(new Blob([svgOf(what, theme)], { type: "image/svg+xml" }), `${name}.svg`);
  else save(await pngOf(what, theme, format === "png2" ? 2 : 1), `${name}.png`);
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the blob after the click; a minute is time enough for any of them.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
