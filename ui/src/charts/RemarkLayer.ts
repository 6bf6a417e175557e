/** Marks where somebody said something: a small bubble over the plot, and a line down from it. */
import type { AxisPen, Frame } from "~/charts/Axis";
import type { ChartTheme } from "~/charts/Theme";

export type RemarkPen = AxisPen &
  Pick<CanvasRenderingContext2D, "fill" | "globalAlpha" | "setLineDash">;

const WIDTH = 10;
const HEIGHT = 7;
const TAIL = 3;
/** Marks nearer than this are one: nobody could tell them apart. */
const LEAST_GAP = 4;

/** Pixels of the marks that lie in the plot, from left to right, each place once. */
export function remarkPixels(remarks: readonly number[], frame: Frame): number[] {
  const { left, right } = frame.plot;
  const inside = remarks
    .map((x) => Math.round(frame.x.pixel(x)))
    .filter((pixel) => pixel >= left && pixel <= right)
    .sort((a, b) => a - b);
  const kept: number[] = [];
  for (const pixel of inside) {
    if (pixel - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) >= LEAST_GAP) kept.push(pixel);
  }
  return kept;
}

export function drawRemarks(
  pen: RemarkPen,
  remarks: readonly number[],
  frame: Frame,
  theme: ChartTheme,
): void {
  const { top, bottom } = frame.plot;
  for (const pixel of remarkPixels(remarks, frame)) {
    pen.strokeStyle = theme.mark;
    pen.lineWidth = 1;
    pen.globalAlpha = 0.5;
    pen.setLineDash([2, 3]);
    pen.beginPath();
    pen.moveTo(pixel + 0.5, top + HEIGHT + TAIL);
    pen.lineTo(pixel + 0.5, bottom);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    drawBubble(pen, pixel, top, theme);
  }
}

function drawBubble(pen: RemarkPen, x: number, top: number, theme: ChartTheme): void {
  const [left, right, foot] = [x - WIDTH / 2, x + WIDTH / 2, top + HEIGHT];
  pen.fillStyle = theme.mark;
  pen.beginPath();
  pen.moveTo(left, top);
  pen.lineTo(right, top);
  pen.lineTo(right, foot);
  pen.lineTo(x + 2, foot);
  pen.lineTo(x, foot + TAIL);
  pen.lineTo(x - 2, foot);
  pen.lineTo(left, foot);
  pen.fill();
}
