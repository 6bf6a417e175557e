/** What an overlay shows: the crosshair, the values it meets, and where the stretch lies that is dragged. */
import type { Frame } from "~/charts/Axis";
import type { Pick, Plot } from "~/charts/Line";
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

/** Where the stretch or the box lies that is being chosen; moving the plot chooses nothing. */
export function brushBox(plot: Plot, drag: Drag | null): Plot | null {
  if (drag === null || drag.kind === "pan") return null;
  const left = Math.max(Math.min(drag.from.x, drag.to.x), plot.left);
  const right = Math.min(Math.max(drag.from.x, drag.to.x), plot.right);
  if (right - left < 1) return null;
  if (drag.kind !== "box") return { left, right, top: plot.top, bottom: plot.bottom };
  const top = Math.max(Math.min(drag.from.y, drag.to.y), plot.top);
  return { left, right, top, bottom: Math.min(Math.max(drag.from.y, drag.to.y), plot.bottom) };
}
