/**
 * A pen that draws lines into pixels of its own, many times faster than a canvas without a GPU.
 *
 * It has as much of a 2D context as lines need (docs/adr/0024): strokes with dashes, bands and dots. A
 * canvas keeps each path and turns it into an outline, joins and all; a curve of a million points is a
 * few samples in each pixel column, and those are set at once.
 */
import { ACROSS, Coverage, type Cut, inksOf } from "~/charts/Coverage";
import type { CutPen } from "~/charts/LineLayer";
import { DashWalk, isInked, Path, Pile } from "~/charts/RasterPath";
import { channelsOf } from "~/charts/Theme";

/** A turn sharper than this leaves a notch at its outside that an eye can see; cosine of the angle. */
const SHARP = 0.9;
/** Corners of a dot. */
const CORNERS = 24;
/** A stroke of less than this to the side is drawn as a bar if it is as steep, or as flat. */
const NARROW = 0.5;
const UPRIGHT = 3.5;
const LEVEL = 0.75;
/** Of a longer way much may be out of sight: a zoom can make it a million dashes. */
const LONG = 64;
const WHOLE: readonly [number, number] = [0, 1];
/** Nothing thinner is drawn: samples between would be missed. */
const FLAT = 1e-9;

export class RasterPen implements CutPen {
  strokeStyle: string | CanvasGradient | CanvasPattern = "#000000";
  fillStyle: string | CanvasGradient | CanvasPattern = "#000000";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "bevel";
  globalAlpha = 1;
  private readonly coverage = new Coverage();
  private readonly path = new Path();
  private readonly walk = new DashWalk();
  private readonly piles: readonly [Pile, Pile] = [new Pile(), new Pile()];
  private image = new Int32Array(0);
  private width = 0;
  private height = 0;
  /** Device pixels of a CSS pixel. */
  private ratio = 1;
  private dash: readonly number[] = [];
  private box = { left: 0, top: 0, right: 0, bottom: 0 };
  private inkName = "";
  private inks: Int32Array = new Int32Array(0);
  /** Ends of a polygon in each column of samples. */
  private tops = new Float64Array(0);
  private bottoms = new Float64Array(0);

  /** Begins an empty picture of so many device pixels; what is drawn is told in CSS pixels. */
  begin(width: number, height: number, ratio: number): void {
    // Only where the picture before had ink, the rows of which are as wide as they were then.
    if (this.image.length < width * height) this.image = new Int32Array(width * height);
    else this.image.fill(0, this.width * this.ink.top, this.width * this.ink.bottom);
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.coverage.resize(width, height);
    this.path.clear();
    this.dash = [];
    this.globalAlpha = 1;
  }

  /** The device pixels that may hold ink; empty where right is not beyond left. */
  get ink(): Cut {
    return this.coverage.ink;
  }

  /** Puts the picture on a canvas whose corner lies at a pixel of it, in place of what was there. */
  show(canvas: CanvasRenderingContext2D, corner = { left: 0, top: 0 }): void {
    const { left, top, right, bottom } = this.ink;
    if (left >= right) return;
    const [x, y] = [-corner.left, -corner.top];
    canvas.putImageData(this.picture(), x, y, left, top, right - left, bottom - top);
  }

  /** The picture. It is this pen's own: it goes when the next one begins. */
  picture(): ImageData {
    const { image, width, height } = this;
    straighten(image, width, this.coverage.ink);
    const bytes = new Uint8ClampedArray(image.buffer as ArrayBuffer, 0, width * height * 4);
    return new ImageData(bytes, width, height);
  }

  beginPath(): void {
    this.path.clear();
  }

  moveTo(x: number, y: number): void {
    this.path.move(x * this.ratio, y * this.ratio);
  }

  lineTo(x: number, y: number): void {
    this.path.line(x * this.ratio, y * this.ratio);
  }

  /** Whole circles only: nothing else is drawn. */
  arc(x: number, y: number, radius: number): void {
    for (let i = 0; i <= CORNERS; i += 1) {
      const angle = (i / CORNERS) * 2 * Math.PI;
      const [px, py] = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      if (i === 0) this.moveTo(px, py);
      else this.lineTo(px, py);
    }
  }

  setLineDash(dash: number[]): void {
    this.dash = dash.map((length) => length * this.ratio);
  }

  rect(x: number, y: number, width: number, height: number): void {
    const { ratio } = this;
    const [right, bottom] = [(x + width) * ratio, (y + height) * ratio];
    this.box = { left: x * ratio, top: y * ratio, right, bottom };
  }

  /** Cuts what follows at the rectangle. */
  clip(): void {
    this.coverage.cutAt(this.box);
  }

  save(): void {}

  /** There is one cut at a time, so what was before it is the whole. */
  restore(): void {
    this.coverage.cutAt({ left: 0, top: 0, right: this.width, bottom: this.height });
  }

  stroke(): void {
    const half = (this.lineWidth * this.ratio) / 2;
    if (this.dash.length > 0) this.strokeDashes(half);
    else this.strokeWhole(half);
    this.lay(String(this.strokeStyle));
  }

  /** Fills shapes that each upright line crosses once at most: bands, dots, triangles. */
  fill(): void {
    const { coverage, path } = this;
    const columns = this.width * ACROSS;
    if (this.tops.length < columns) {
      this.tops = new Float64Array(columns);
      this.bottoms = new Float64Array(columns);
    }
    const [start, end] = coverage.columns(path.left, path.right);
    this.tops.fill(Number.POSITIVE_INFINITY, start, end + 1);
    this.bottoms.fill(Number.NEGATIVE_INFINITY, start, end + 1);
    for (let i = 0; i < path.length; i += 1) this.edge(i, i + 1 < path.length ? i + 1 : 0);
    for (let k = start; k <= end; k += 1) {
      coverage.span(k, this.tops[k] ?? 0, this.bottoms[k] ?? 0);
    }
    this.lay(String(this.fillStyle));
  }

  private edge(i: number, j: number): void {
    const { path, tops, bottoms } = this;
    const [a, b] = path.x(i) <= path.x(j) ? [i, j] : [j, i];
    const [x, y] = [path.x(a), path.y(a)];
    const rise = (path.y(b) - y) / (path.x(b) - x);
    const [start, end] = this.coverage.columns(x, path.x(b));
    for (let k = start; k <= end; k += 1) {
      const height = y + ((k + 0.5) / ACROSS - x) * rise;
      if (height < (tops[k] ?? 0)) tops[k] = height;
      if (height > (bottoms[k] ?? 0)) bottoms[k] = height;
    }
  }

  /** Vertices above one another are one upright bar, however often the line goes up and down in it. */
  private strokeWhole(half: number): void {
    const { path } = this;
    let [pile, before] = this.piles;
    for (let i = 0; i < path.length; i = before.end + 1) {
      pile.gather(path, i);
      this.drawPile(pile, half);
      if (path.goesOn(i) && !isInked(before, pile, half)) {
        this.segment(before.x, before.out, pile.x, pile.in, half);
      }
      [pile, before] = [before, pile];
    }
  }

  private drawPile({ x, top, bottom, start, end }: Pile, half: number): void {
    if (top < bottom) this.coverage.bar(x - half, x + half, top, bottom);
    else if (this.path.goesOn(start) && this.path.goesOn(end + 1)) this.join(start, end + 1, half);
  }

  /** Fills the notch that two butt ends leave outside a sharp turn. */
  private join(i: number, next: number, half: number): void {
    const { path } = this;
    const [x, y] = [path.x(i), path.y(i)];
    const [ax, ay] = [x - path.x(i - 1), y - path.y(i - 1)];
    const [bx, by] = [path.x(next) - x, path.y(next) - y];
    const along = ax * bx + ay * by;
    const square = (ax * ax + ay * ay) * (bx * bx + by * by);
    if (along > 0 && along * along > SHARP * SHARP * square) return;
    this.disc(x, y, half);
  }

  private disc(x: number, y: number, radius: number): void {
    const [start, end] = this.coverage.columns(x - radius, x + radius);
    for (let k = start; k <= end; k += 1) {
      const aside = (k + 0.5) / ACROSS - x;
      const reach = Math.sqrt(Math.max(radius * radius - aside * aside, 0));
      this.coverage.span(k, y - reach, y + reach);
    }
  }

  private strokeDashes(half: number): void {
    const { path, walk } = this;
    for (let i = 1; i < path.length; i += 1) {
      if (!path.goesOn(i - 1)) walk.begin(this.dash);
      if (path.goesOn(i)) this.dashes(i, half);
    }
  }

  /** The dashes on the way to a vertex. */
  private dashes(i: number, half: number): void {
    const { path, walk } = this;
    const [x, y] = [path.x(i - 1), path.y(i - 1)];
    const [dx, dy] = [path.x(i) - x, path.y(i) - y];
    const length = lengthOf(dx, dy);
    const [start, end] = length < LONG ? WHOLE : this.coverage.inside(x, y, dx, dy, half);
    if (start > 0) walk.skip(start * length);
    for (let from = start * length; from < end * length; ) {
      const to = Math.min(end * length, from + walk.left);
      const [a, b] = [from / length, to / length];
      if (walk.isOn) this.segment(x + dx * a, y + dy * a, x + dx * b, y + dy * b, half);
      walk.go(to - from);
      from = to;
    }
    if (end < 1) walk.skip((1 - end) * length);
  }

  /** A stroke of a width, with butt ends. */
  private segment(x0: number, y0: number, x1: number, y1: number, half: number): void {
    if (x0 > x1) {
      this.segment(x1, y1, x0, y0, half);
      return;
    }
    const [dx, dy] = [x1 - x0, y1 - y0];
    if (dx < FLAT) this.coverage.bar(x0 - half, x1 + half, Math.min(y0, y1), Math.max(y0, y1));
    else if (Math.abs(dy) < FLAT) this.coverage.bar(x0, x1, y0 - half, y0 + half);
    else this.slope(x0, y0, dx, dy, half);
  }

  private slope(x0: number, y0: number, dx: number, dy: number, half: number): void {
    const { coverage } = this;
    const length = lengthOf(dx, dy);
    const [ux, uy] = [dx / length, dy / length];
    // How far the stroke reaches above and below its middle, and beside its ends.
    const reach = (half * length) / dx;
    const beyond = half * Math.abs(uy);
    const isUpright = Math.abs(dy) >= UPRIGHT * dx;
    if (dx < NARROW && this.bar(x0, y0, dx, dy, isUpright ? beyond : reach)) return;
    const [start, end] = coverage.columns(x0 - beyond, x0 + dx + beyond);
    // How far down an end's edge lies for each pixel to the right, and from one end to the other.
    const edge = -ux / uy;
    const tall = Math.abs(length / uy);
    for (let k = start; k <= end; k += 1) {
      const aside = (k + 0.5) / ACROSS - x0;
      const middle = y0 + (aside * dy) / dx;
      const near = y0 + aside * edge;
      const top = uy > 0 ? near : near - tall;
      coverage.span(k, Math.max(middle - reach, top), Math.min(middle + reach, top + tall));
    }
  }

  /**
   * Draws a stroke of less than half a pixel to the side as a bar, where that is as good: its corners
   * differ by less than a sample. False where it is too slanted.
   */
  private bar(x0: number, y0: number, dx: number, dy: number, reach: number): boolean {
    const slant = Math.abs(dy) / dx;
    if (slant > LEVEL && slant < UPRIGHT) return false;
    const [x, y] = [x0 + dx / 2, y0 + dy / 2];
    if (slant >= UPRIGHT) {
      const tall = Math.abs(dy) / 2;
      this.coverage.bar(x - reach, x + reach, y - tall, y + tall);
    } else this.coverage.bar(x0, x0 + dx, y - reach, y + reach);
    return true;
  }

  private lay(colour: string): void {
    const name = `${colour} ${this.globalAlpha}`;
    if (name !== this.inkName) {
      this.inkName = name;
      this.inks = inksOf(channelsOf(colour), this.globalAlpha);
    }
    this.coverage.lay(this.image, this.inks);
  }
}

/** Of a way; `Math.hypot` takes ten times as long, to be exact where nobody draws. */
function lengthOf(dx: number, dy: number): number {
  return Math.sqrt(dx * dx + dy * dy);
}

/** From premultiplied colours to those of an image. */
function straighten(image: Int32Array, width: number, { left, top, right, bottom }: Cut): void {
  for (let row = top; row < bottom; row += 1) {
    for (let i = row * width + left; i < row * width + right; i += 1) {
      const pixel = image[i] ?? 0;
      const alpha = pixel >>> 24;
      if (alpha !== 0 && alpha !== 255) image[i] = straight(pixel, alpha);
    }
  }
}

function straight(pixel: number, alpha: number): number {
  const scale = 255 / alpha;
  const red = Math.min(255, ((pixel & 0xff) * scale + 0.5) | 0);
  const green = Math.min(255, (((pixel >>> 8) & 0xff) * scale + 0.5) | 0);
  const blue = Math.min(255, (((pixel >>> 16) & 0xff) * scale + 0.5) | 0);
  return (alpha << 24) | (blue << 16) | (green << 8) | red;
}
