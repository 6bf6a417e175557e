/** All that a chart draws but for its overlay: on a canvas, or into a file. */
import { type AxisPen, drawFrame, type Frame, layFrame } from "~/charts/Axis";
import { type DomainOptions, xDomain, yDomain } from "~/charts/Domain";
import type { ChartView, Line } from "~/charts/Line";
import { type CutPen, drawLine, drawNonFinite, type Emphasis } from "~/charts/LineLayer";
import { drawRemarks, type RemarkPen } from "~/charts/RemarkLayer";
import { type Domain, LINEAR } from "~/charts/Scale";
import type { ChartTheme } from "~/charts/Theme";
import { formatCount } from "~/lib/format";
import { type Hidden, hiddenPoints } from "~/series/outliers";

/** What a whole scene needs of a 2D context. */
export type ScenePen = CutPen & AxisPen & RemarkPen & Pick<CanvasRenderingContext2D, "fillRect">;

/** Where everything lies; null while there is no range. */
export function layScene(
  pen: AxisPen,
  view: ChartView,
  size: { readonly width: number; readonly height: number },
  theme: ChartTheme,
): Frame | null {
  if (view.range === null) return null;
  const x = xDomain(view.range, view.axis, view.logX);
  const y = chosenDomain(view) ?? yDomain(view.lines, view.range, yOptions(view));
  return layFrame(pen, { ...size, x, y, axis: view.axis }, theme.font);
}

function yOptions({ logY, clipOutliers }: ChartView): DomainOptions {
  return { log: logY, clip: clipOutliers };
}

/** The y range of a box, as it was drawn: without room above and below. */
function chosenDomain({ yRange, logY }: ChartView): Domain | null {
  if (yRange === undefined || yRange === null) return null;
  return { ...yRange, layout: logY && yRange.from > 0 ? { kind: "log" } : LINEAR };
}

/** Draws these lines, cut at the plot. */
export function drawLines(
  pen: CutPen,
  lines: readonly Line[],
  frame: Frame,
  emphasis: Emphasis = "none",
): void {
  const { plot } = frame;
  pen.save();
  pen.beginPath();
  pen.rect(plot.left, plot.top - 4, plot.right - plot.left + 3, plot.bottom - plot.top + 5);
  pen.clip();
  // The first run of the table lies on top.
  for (const line of lines.toReversed()) drawLine(pen, line, frame, emphasis);
  for (const line of lines) drawNonFinite(pen, line, frame, plot);
  pen.restore();
}

/** What clipped outliers leave out of a chart; null where nothing is clipped. */
export function hiddenOf(view: ChartView, frame: Frame): Hidden | null {
  if (!view.clipOutliers || view.range === null) return null;
  const curves = view.lines.map((line) => line.curve);
  return hiddenPoints(curves, view.range, frame.y);
}

/** Such as "▲ 12 points above · ▼ at least 3 below"; empty when nothing is hidden. */
export function hiddenText(hidden: Hidden): string {
  const least = hidden.exact ? "" : "at least ";
  const side = (mark: string, count: number, word: string) =>
    count === 0 ? [] : [`${mark} ${least}${formatCount(count)} ${word}`];
  return [...side("▲", hidden.above, "above"), ...side("▼", hidden.below, "below")].join(" · ");
}

const NOTE_GAP = 6;
const NOTE_HEIGHT = 17;

/** Writes how many points the clipped range leaves out. */
export function drawHidden(pen: ScenePen, view: ChartView, frame: Frame, theme: ChartTheme): void {
  const hidden = hiddenOf(view, frame);
  const text = hidden === null ? "" : hiddenText(hidden);
  if (text === "") return;
  pen.font = theme.font;
  const width = pen.measureText(text).width + 2 * NOTE_GAP;
  pen.fillStyle = theme.background;
  pen.globalAlpha = 0.85;
  pen.fillRect(frame.plot.right - width, frame.plot.top, width, NOTE_HEIGHT);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.strong;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  pen.fillText(text, frame.plot.right - NOTE_GAP, frame.plot.top + NOTE_HEIGHT / 2);
}

/** The whole scene with one pen. */
export function drawScene(pen: ScenePen, view: ChartView, frame: Frame, theme: ChartTheme): void {
  drawFrame(pen, frame, theme);
  drawLines(pen, view.lines, frame);
  drawRemarks(pen, view.remarks ?? [], frame, theme);
  drawHidden(pen, view, frame, theme);
}
