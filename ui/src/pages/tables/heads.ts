/** What stands under the title of a column: a histogram, or its commonest values. */
import type { ColumnStatistics, TableColumn } from "~/data/tables";
import { formatCount, formatNumber } from "~/lib/format";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 18;
const SHOWN_VALUES = 6;

/** Adds the little picture, and its reading as a text. */
export function columnHead(
  cell: HTMLElement,
  column: TableColumn,
  statistics: ColumnStatistics | undefined,
): void {
  cell.classList.add("with-picture");
  const picture = document.createElement("div");
  picture.className = "head-picture";
  if (statistics !== undefined) {
    const text = readingOf(statistics);
    picture.title = text;
    const drawn = statistics.histogram
      ? bars(statistics.histogram.counts)
      : column.kind === "image" || column.kind === "json"
        ? note(statistics)
        : shares(statistics);
    picture.append(drawn);
  }
  cell.append(picture);
}

/** The statistics of a column in words. */
export function readingOf(statistics: ColumnStatistics): string {
  const parts: string[] = [];
  const { min, max, mean, distinct } = statistics;
  if (min !== null && max !== null && mean !== null) {
    parts.push(`${formatNumber(min)} to ${formatNumber(max)}, mean ${formatNumber(mean)}`);
  }
  if (distinct !== null) {
    const most = statistics.top.slice(0, SHOWN_VALUES);
    const listed = most.map((one) => `${one.label} ${formatCount(one.count)}`).join(", ");
    parts.push(`${formatCount(distinct)} different${listed ? `: ${listed}` : ""}`);
  }
  if (statistics.nan > 0) parts.push(`${formatCount(statistics.nan)} NaN`);
  if (statistics.empty > 0) parts.push(`${formatCount(statistics.empty)} empty`);
  return parts.join(" · ");
}

function bars(counts: readonly number[]): SVGSVGElement {
  const most = Math.max(1, ...counts);
  const svg = picture(counts.length);
  counts.forEach((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
    svg.append(bar(i + 0.1, HEIGHT - height, 0.8, height, "bar"));
  });
  return svg;
}

/** One bar parted among the commonest values; the rest is faint. */
function shares(statistics: ColumnStatistics): SVGSVGElement | HTMLElement {
  const top = statistics.top.slice(0, SHOWN_VALUES);
  const distinct = statistics.distinct ?? 0;
  if (top.length === 0 || distinct > 40) return note(statistics);
  const whole = statistics.top.reduce((total, one) => total + one.count, 0) + statistics.empty;
  const svg = picture(100);
  let at = 0;
  top.forEach((one, i) => {
    const width = (one.count / Math.max(1, whole)) * 100;
    svg.append(bar(at, 5, Math.max(0.4, width - 0.8), 8, i % 2 === 0 ? "bar" : "bar second"));
    at += width;
  });
  if (at < 99) svg.append(bar(at, 5, 99.2 - at, 8, "bar rest"));
  return svg;
}

function note(statistics: ColumnStatistics): HTMLElement {
  const text = document.createElement("span");
  text.className = "head-note";
  text.textContent = `${formatCount(statistics.distinct ?? 0)} different`;
  return text;
}

function picture(width: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

function bar(x: number, y: number, width: number, height: number, look: string): SVGRectElement {
  const rect = document.createElementNS(SVG, "rect");
  rect.setAttribute("class", look);
  rect.setAttribute("x", String(x));
  rect.setAttribute("y", String(y));
  rect.setAttribute("width", String(width));
  rect.setAttribute("height", String(height));
  return rect;
}
