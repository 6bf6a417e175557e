/** What the overlay shows: the crosshair, the values it meets, and the stretch that is dragged. */
import type { Frame } from "~/charts/Axis";
import type { Pick } from "~/charts/Line";
import type { Drag } from "~/charts/Pointer";
import type { ChartTheme } from "~/charts/Theme";
import { at } from "~/lib/at";

const DOT_RADIUS = 3;

export function drawCrosshair(
  pen: CanvasRenderingContext2D,
  frame: Frame,
  x: number,
  theme: ChartTheme,
): void {
  const pixel = Math.round(frame.x.pixel(x)) + 0.5;
  if (pixel < frame.plot.left || pixel > frame.plot.right + 1) return;
  pen.strokeStyle = theme.axis;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(pixel, frame.plot.top);
  pen.lineTo(pixel, frame.plot.bottom);
  pen.stroke();
}

/** A dot on the value of a line, ringed in the background's colour so that crossing lines part. */
export function drawPickDot(
  pen: CanvasRenderingContext2D,
  pick: Pick,
  frame: Frame,
  theme: ChartTheme,
): void {
  const { curve, smoothed, members } = pick.line;
  const value = at(members === undefined ? (smoothed ?? curve.last) : curve.mean, pick.index);
  const x = frame.x.pixel(at(curve.x, pick.index));
  const y = frame.y.pixel(value);
  if (Number.isNaN(y) || y < frame.plot.top - 1 || y > frame.plot.bottom + 1) return;
  pen.beginPath();
  pen.arc(x, y, DOT_RADIUS, 0, Math.PI * 2);
  pen.fillStyle = pick.line.colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = theme.background;
  pen.stroke();
}

/** The stretch or the box that is being chosen; moving the plot draws nothing. */
export function drawBrush(
  pen: CanvasRenderingContext2D,
  { plot }: Frame,
  drag: Drag | null,
  theme: ChartTheme,
): void {
  if (drag === null || drag.kind === "pan") return;
  const from = Math.max(Math.min(drag.from.x, drag.to.x), plot.left);
  const to = Math.min(Math.max(drag.from.x, drag.to.x), plot.right);
  if (to - from < 1) return;
  const isBox = drag.kind === "box";
  const top = isBox ? Math.max(Math.min(drag.from.y, drag.to.y), plot.top) : plot.top;
  const bottom = isBox ? Math.min(Math.max(drag.from.y, drag.to.y), plot.bottom) : plot.bottom;
  pen.fillStyle = theme.brush;
  pen.fillRect(from, top, to - from, bottom - top);
}
