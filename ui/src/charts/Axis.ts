/** The frame of a chart: grid lines, tick labels, and the room that they need. */
import type { AxisKind, Plot } from "~/charts/Line";
import { type Domain, type Scale, scaleOf } from "~/charts/Scale";
import type { ChartTheme } from "~/charts/Theme";
import {
  durationTicks,
  linearTicks,
  logDurationTicks,
  logTicks,
  symlogTicks,
  type Tick,
  wallTicks,
} from "~/charts/Ticks";

/** The part of the 2D context that the frame uses. */
export type AxisPen = Pick<
  CanvasRenderingContext2D,
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "stroke"
  | "fillText"
  | "measureText"
  | "strokeStyle"
  | "fillStyle"
  | "lineWidth"
  | "font"
  | "textAlign"
  | "textBaseline"
>;

export interface Frame {
  readonly plot: Plot;
  readonly x: Scale;
  readonly y: Scale;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

export interface FrameSpec {
  readonly width: number;
  readonly height: number;
  readonly x: Domain;
  readonly y: Domain;
  readonly axis: AxisKind;
  /** Room above the plot. */
  readonly top?: number;
}

const PIXELS_PER_X_TICK = 84;
const PIXELS_PER_Y_TICK = 38;
const TOP = 8;
const RIGHT = 12;
const BOTTOM = 22;
const LABEL_GAP = 8;
const LEAST_LEFT = 28;

/** Lays the frame out: the left edge gives the widest label room. */
export function layFrame(pen: AxisPen, spec: FrameSpec, font: string): Frame {
  const bottom = spec.height - BOTTOM;
  const top = spec.top ?? TOP;
  const yCount = Math.max(2, Math.round((bottom - top) / PIXELS_PER_Y_TICK));
  const yTicks = ticksOf(spec.y, yCount);
  pen.font = font;
  const widest = Math.max(0, ...yTicks.map((tick) => pen.measureText(tick.label).width));
  const left = Math.max(LEAST_LEFT, Math.ceil(widest) + LABEL_GAP + 4);
  const right = Math.max(left + 1, spec.width - RIGHT);
  const xCount = Math.max(2, Math.round((right - left) / PIXELS_PER_X_TICK));
  return {
    plot: { left, top, right, bottom },
    x: scaleOf(spec.x, left, right),
    y: scaleOf(spec.y, bottom, top),
    xTicks: xTicksOf(spec, xCount),
    yTicks,
  };
}

/** Ticks of plain numbers in a domain. */
export function ticksOf({ from, to, layout }: Domain, count: number, least = 0): Tick[] {
  if (layout.kind === "log") return logTicks(from, to, count);
  if (layout.kind === "symlog") return symlogTicks(from, to, count, layout.threshold);
  return linearTicks(from, to, count, least);
}

function xTicksOf({ axis, x }: FrameSpec, count: number): Tick[] {
  const isTime = axis === "relative";
  if (isTime && x.layout.kind !== "linear") {
    const least = x.layout.kind === "symlog" ? x.layout.threshold : x.from;
    return logDurationTicks(Math.max(x.from, least), x.to, count);
  }
  if (isTime) return durationTicks(x.from, x.to, count);
  if (axis === "wall") return wallTicks(x.from, x.to, count);
  // There is nothing between two steps, hence no tick.
  return ticksOf(x, count, axis === "step" ? 1 : 0);
}

/** Draws grid, labels and base line. */
export function drawFrame(pen: AxisPen, frame: Frame, theme: ChartTheme): void {
  const { plot } = frame;
  pen.font = theme.font;
  pen.lineWidth = 1;
  pen.strokeStyle = theme.grid;
  pen.fillStyle = theme.faint;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const tick of frame.yTicks) {
    const y = crisp(frame.y.pixel(tick.value));
    segment(pen, plot.left, y, plot.right, y);
    pen.fillText(tick.label, plot.left - LABEL_GAP, y);
  }
  pen.textAlign = "center";
  pen.textBaseline = "top";
  pen.strokeStyle = theme.axis;
  for (const tick of frame.xTicks) drawXTick(pen, frame, tick);
  const base = crisp(plot.bottom);
  segment(pen, plot.left, base, plot.right, base);
}

function drawXTick(pen: AxisPen, frame: Frame, tick: Tick): void {
  const { plot } = frame;
  const x = crisp(frame.x.pixel(tick.value));
  segment(pen, x, plot.bottom, x, plot.bottom + 4);
  const half = pen.measureText(tick.label).width / 2;
  const inside = Math.min(Math.max(x, plot.left + half - 8), plot.right + RIGHT - 1 - half);
  pen.fillText(tick.label, inside, plot.bottom + 7);
}

function segment(pen: AxisPen, x0: number, y0: number, x1: number, y1: number): void {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}

/** Hairlines are sharp on half pixels. */
function crisp(pixel: number): number {
  return Math.round(pixel) + 0.5;
}
