/** Draws curves: per pixel column the first, lowest, highest and last value, so no extreme is lost. */
import type { Line, Plot } from "~/charts/Line";
import type { Scale } from "~/charts/Scale";
import { at } from "~/lib/at";
import { type Curve, lowerBound } from "~/series/curve";
import { Flag } from "~/series/decode";

/** The part of the 2D context that the layer uses. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "stroke"
  | "fill"
  | "arc"
  | "setLineDash"
  | "strokeStyle"
  | "fillStyle"
  | "lineWidth"
  | "lineJoin"
  | "globalAlpha"
>;

/** A pen that can also cut lines at the plot. */
export type CutPen = Pen & Pick<CanvasRenderingContext2D, "save" | "restore" | "rect" | "clip">;

export interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

/** The lines of the run under the pointer stand in front. */
export type Emphasis = "none" | "front";

const WIDTH = 1.5;
const SMOOTH_WIDTH = 1.75;
const FRONT_WIDTH = 2.5;
const RAW_ALPHA = 0.22;
const BAND_ALPHA = 0.16;
const DOT_RADIUS = 2.5;

/** Draws a line: a run's curve, or a group's middle in its band. */
export function drawLine(pen: Pen, line: Line, scales: Scales, emphasis: Emphasis): void {
  if (line.members === undefined) drawCurve(pen, line, scales, emphasis);
  else drawGroup(pen, line, scales, emphasis);
}

/**
 * Draws a curve. A smoothed or dashed one is a line through the means over the faint raw curve: dashes
 * along every extreme of a noisy curve would be hair, not a pattern.
 */
function drawCurve(pen: Pen, line: Line, scales: Scales, emphasis: Emphasis): void {
  const over = line.smoothed ?? (line.dash.length > 0 ? line.curve.mean : null);
  pen.strokeStyle = line.colour;
  pen.lineJoin = "bevel";
  const width = over === null ? WIDTH : SMOOTH_WIDTH;
  if (over !== null) {
    pen.globalAlpha = RAW_ALPHA;
    pen.lineWidth = 1;
    strokeCurve(pen, line, scales);
    pen.globalAlpha = 1;
  }
  pen.lineWidth = emphasis === "front" ? FRONT_WIDTH : width;
  if (over === null) strokeCurve(pen, line, scales);
  else strokeValues(pen, line, over, scales);
}

function drawGroup(pen: Pen, line: Line, scales: Scales, emphasis: Emphasis): void {
  pen.fillStyle = line.colour;
  pen.globalAlpha = BAND_ALPHA;
  fillBand(pen, line.curve, scales);
  pen.globalAlpha = 1;
  pen.strokeStyle = line.colour;
  pen.lineJoin = "bevel";
  pen.lineWidth = emphasis === "front" ? FRONT_WIDTH : SMOOTH_WIDTH;
  strokeValues(pen, line, line.curve.mean, scales);
}

/** Fills between the columns `min` and `max`; where they are NaN there is no band. */
function fillBand(pen: Pen, curve: Curve, scales: Scales): void {
  const [from, to] = shownParts(curve, scales.x);
  let start = from;
  for (let i = from; i <= to; i += 1) {
    if (i < to && !Number.isNaN(scales.y.pixel(at(curve.max, i)))) continue;
    if (i - start > 1) fillStretch(pen, curve, scales, [start, i]);
    start = i + 1;
  }
}

function fillStretch(
  pen: Pen,
  curve: Curve,
  { x, y }: Scales,
  [from, to]: readonly [number, number],
): void {
  // A low end that a log scale has no place for lies under the plot.
  const ground = y.pixel(y.from);
  const low = (i: number) => {
    const pixel = y.pixel(at(curve.min, i));
    return Number.isNaN(pixel) ? ground : pixel;
  };
  pen.beginPath();
  pen.moveTo(x.pixel(at(curve.x, from)), y.pixel(at(curve.max, from)));
  for (let i = from + 1; i < to; i += 1)
    pen.lineTo(x.pixel(at(curve.x, i)), y.pixel(at(curve.max, i)));
  for (let i = to - 1; i >= from; i -= 1) pen.lineTo(x.pixel(at(curve.x, i)), low(i));
  pen.fill();
}

function strokeCurve(pen: Pen, line: Line, scales: Scales): void {
  const { curve } = line;
  const [from, to] = shownParts(curve, scales.x);
  pen.beginPath();
  const column = new Column(pen, scales.y);
  for (let i = from; i < to; i += 1) column.add(curve, i, scales.x.pixel(at(curve.x, i)));
  column.end();
  pen.stroke();
  if (column.lonely.length > 0) drawDots(pen, line.colour, column.lonely);
}

function strokeValues(pen: Pen, line: Line, values: Float64Array, scales: Scales): void {
  const { curve } = line;
  const [from, to] = shownParts(curve, scales.x);
  pen.setLineDash([...line.dash]);
  pen.beginPath();
  let open = false;
  for (let i = from; i < to; i += 1) {
    const y = scales.y.pixel(at(values, i));
    if (Number.isNaN(y)) open = false;
    else if (open) pen.lineTo(scales.x.pixel(at(curve.x, i)), y);
    else {
      pen.moveTo(scales.x.pixel(at(curve.x, i)), y);
      open = true;
    }
  }
  pen.stroke();
  pen.setLineDash([]);
}

/** Parts in view and one more on each side, so that lines leave the plot instead of ending in it. */
function shownParts(curve: Curve, x: Scale): [number, number] {
  const from = Math.max(0, lowerBound(curve, x.from) - 1);
  let to = lowerBound(curve, x.to);
  while (to < curve.n && at(curve.x, to) <= x.to) to += 1;
  return [from, Math.min(curve.n, to + 1)];
}

/** A point with a gap on both sides has no line; it is drawn as a dot. */
function drawDots(pen: Pen, colour: string, dots: readonly (readonly [number, number])[]): void {
  pen.fillStyle = colour;
  for (const [x, y] of dots) {
    pen.beginPath();
    pen.arc(x, y, DOT_RADIUS, 0, Math.PI * 2);
    pen.fill();
  }
}

/** Gathers parts that share a pixel column and writes each column once into the path. */
class Column {
  readonly lonely: [number, number][] = [];
  private pixel = Number.NaN;
  private x = Number.NaN;
  private first = Number.NaN;
  private min = Number.NaN;
  private max = Number.NaN;
  private last = Number.NaN;
  private minFirst = false;
  private open = false;
  private vertices = 0;
  private start: [number, number] = [0, 0];

  constructor(
    private readonly pen: Pen,
    private readonly y: Scale,
  ) {}

  add(curve: Curve, i: number, x: number): void {
    const low = at(curve.min, i);
    const high = at(curve.max, i);
    if (Number.isNaN(high)) {
      this.end();
      return;
    }
    const pixel = Math.floor(x);
    if (pixel !== this.pixel) {
      this.flush();
      this.begin(pixel, x, at(curve.first, i));
    }
    const lower = !(low >= this.min);
    const higher = !(high <= this.max);
    if (lower && higher) this.minFirst = (at(curve.flags, i) & Flag.minFirst) !== 0;
    else if (lower || higher) this.minFirst = higher;
    if (lower) this.min = low;
    if (higher) this.max = high;
    this.last = at(curve.last, i);
  }

  /** Writes what is gathered; a stretch of a single vertex becomes a dot. */
  end(): void {
    this.flush();
    if (this.open && this.vertices === 1) this.lonely.push(this.start);
    this.open = false;
  }

  private flush(): void {
    if (!Number.isNaN(this.pixel)) this.write();
    this.pixel = Number.NaN;
  }

  private begin(pixel: number, x: number, first: number): void {
    this.pixel = pixel;
    this.x = x;
    this.first = first;
    this.min = Number.NaN;
    this.max = Number.NaN;
  }

  private write(): void {
    const first = this.y.pixel(this.first);
    this.vertex(Number.isNaN(first) ? this.y.pixel(this.max) : first);
    if (this.min === this.max) return;
    const one = this.minFirst ? this.min : this.max;
    const two = this.minFirst ? this.max : this.min;
    // Of few points the first or the last are extremes themselves.
    if (one !== this.first) this.vertex(this.y.pixel(one));
    this.vertex(this.y.pixel(two));
    if (two !== this.last) this.vertex(this.y.pixel(this.last));
  }

  private vertex(y: number): void {
    if (Number.isNaN(y)) return;
    if (this.open) {
      this.pen.lineTo(this.x, y);
      this.vertices += 1;
      return;
    }
    this.pen.moveTo(this.x, y);
    this.open = true;
    this.vertices = 1;
    this.start = [this.x, y];
  }
}

const MARK = 4;

/** Marks on the frame where values were not finite: ▽ NaN at the bottom, ▲ +∞ at the top, ▼ −∞. */
export function drawNonFinite(pen: Pen, line: Line, scales: Scales, plot: Plot): void {
  const { curve } = line;
  const [from, to] = shownParts(curve, scales.x);
  const seen = new Set<number>();
  pen.strokeStyle = line.colour;
  pen.fillStyle = line.colour;
  pen.lineWidth = 1;
  for (let i = from; i < to; i += 1) {
    const flags = at(curve.flags, i) & ~Flag.minFirst;
    const x = scales.x.pixel(at(curve.x, i));
    // Marks closer than their own width would only smear.
    const slot = Math.round(x / MARK) * 8 + flags;
    if (flags === 0 || seen.has(slot) || x < plot.left || x > plot.right) continue;
    seen.add(slot);
    if (flags & Flag.nan) triangle(pen, x, plot.bottom - MARK, MARK, false);
    if (flags & Flag.positiveInfinity) triangle(pen, x, plot.top + MARK, -MARK, true);
    if (flags & Flag.negativeInfinity) triangle(pen, x, plot.bottom - MARK, MARK, true);
  }
}

function triangle(pen: Pen, x: number, y: number, size: number, filled: boolean): void {
  pen.beginPath();
  pen.moveTo(x - MARK, y - size / 2);
  pen.lineTo(x + MARK, y - size / 2);
  pen.lineTo(x, y + size / 2);
  pen.lineTo(x - MARK, y - size / 2);
  if (filled) pen.fill();
  else pen.stroke();
}
