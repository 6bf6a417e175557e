/** One dot for each run over two columns. */
import { type AxisPen, drawFrame, type Frame, layFrame } from "~/charts/Axis";
import { type Column, columnTicks } from "~/charts/Column";
import type { Mark } from "~/charts/Mark";
import type { ChartTheme } from "~/charts/Theme";
import { at } from "~/lib/at";

export interface ScatterView {
  readonly marks: readonly Mark[];
  readonly x: Column;
  readonly y: Column;
}

export type DotPen = AxisPen &
  Pick<CanvasRenderingContext2D, "arc" | "fill" | "globalAlpha" | "save" | "restore">;

const RADIUS = 4;
const FRONT_RADIUS = 6.5;
const BACK_ALPHA = 0.55;
/** A dot is pointed at within this many pixels. */
const REACH = 14;
const LABEL_ROOM = 16;
const TOP = 22;

export function layScatter(
  pen: AxisPen,
  view: ScatterView,
  size: { readonly width: number; readonly height: number },
  theme: ChartTheme,
): Frame {
  const { x, y } = view;
  const spec = { width: size.width, height: size.height - LABEL_ROOM, axis: "number" as const };
  const frame = layFrame(pen, { ...spec, x: x.domain, y: y.domain, top: TOP }, theme.font);
  const count = Math.max(2, Math.round((frame.plot.right - frame.plot.left) / 84));
  return {
    ...frame,
    xTicks: x.words === null ? frame.xTicks : columnTicks(x, count),
    yTicks: y.words === null ? frame.yTicks : columnTicks(y, frame.yTicks.length),
  };
}

/** @param front the run under the pointer. */
export function drawScatter(
  pen: DotPen,
  view: ScatterView,
  frame: Frame,
  theme: ChartTheme,
  front: string | null,
): void {
  drawFrame(pen, frame, theme);
  drawNames(pen, view, frame, theme);
  // Shown runs lie over the others, and the one under the pointer over all.
  const order = view.marks.map((_, i) => i);
  const rank = (i: number) => {
    const mark = view.marks[i];
    return mark?.run === front ? 2 : mark?.shown ? 1 : 0;
  };
  order.sort((a, b) => rank(a) - rank(b));
  for (const i of order) drawDot(pen, view, frame, theme, { i, isFront: rank(i) === 2 });
  pen.globalAlpha = 1;
}

function drawNames(pen: AxisPen, { x, y }: ScatterView, { plot }: Frame, theme: ChartTheme): void {
  pen.font = theme.font;
  pen.fillStyle = theme.text;
  pen.textAlign = "right";
  pen.textBaseline = "top";
  pen.fillText(`${x.label} →`, plot.right, plot.bottom + 24);
  pen.textAlign = "left";
  pen.fillText(`↑ ${y.label}`, plot.left, plot.top - 19);
}

function drawDot(
  pen: DotPen,
  view: ScatterView,
  frame: Frame,
  theme: ChartTheme,
  { i, isFront }: { readonly i: number; readonly isFront: boolean },
): void {
  const mark = view.marks[i];
  const x = frame.x.pixel(at(view.x.places, i));
  const y = frame.y.pixel(at(view.y.places, i));
  if (mark === undefined || Number.isNaN(x) || Number.isNaN(y)) return;
  pen.globalAlpha = mark.shown || isFront ? 1 : BACK_ALPHA;
  pen.beginPath();
  pen.arc(x, y, isFront ? FRONT_RADIUS : RADIUS, 0, Math.PI * 2);
  pen.fillStyle = mark.colour;
  pen.fill();
  // A ring in the background's colour parts dots that overlap.
  pen.strokeStyle = theme.background;
  pen.lineWidth = 1.5;
  pen.stroke();
}

/** Index of the dot under a point; −1 when there is none. */
export function pickDot(
  view: ScatterView,
  frame: Frame,
  point: { readonly x: number; readonly y: number },
): number {
  let found = -1;
  let nearest = REACH;
  for (let i = 0; i < view.marks.length; i += 1) {
    const dx = frame.x.pixel(at(view.x.places, i)) - point.x;
    const away = Math.hypot(dx, frame.y.pixel(at(view.y.places, i)) - point.y);
    if (away < nearest) {
      nearest = away;
      found = i;
    }
  }
  return found;
}
