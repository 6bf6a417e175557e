/**
 * A pen that draws lines into pixels of its own, many times faster than a canvas without a GPU.
 *
 * It has as much of a 2D context as lines need (docs/adr/0024): strokes with dashes, bands and dots. A
 * canvas keeps each path and turns it into an outline, joins and all; a curve of a million points is a
 * few samples in each pixel column, and those are set at once.
 */
import { Coverage, type Cut, inksOf } from "~/charts/Coverage";
import type { CutPen } from "~/charts/LineLayer";

/** A turn sharper than this leaves a notch at its outside that an eye can see; cosine of the angle. */
const SHARP = 0.9;
/** Corners of a dot. */
const CORNERS = 24;
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
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    if (this.image.length < width * height) this.image = new Int32Array(width * height);
    else this.image.fill(0, 0, width * height);
    this.coverage.resize(width, height);
    this.path.clear();
    this.dash = [];
    this.globalAlpha = 1;
  }

  /** Puts the picture on a canvas of the same size, in place of what was there. */
  show(canvas: CanvasRenderingContext2D): void {
    const { left, top, right, bottom } = this.coverage.ink;
    if (left < right) {
      canvas.putImageData(this.picture(), 0, 0, left, top, right - left, bottom - top);
    }
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
    const columns = this.width * 4;
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
      const height = y + ((k + 0.5) / 4 - x) * rise;
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
      const aside = (k + 0.5) / 4 - x;
      const reach = Math.sqrt(Math.max(radius * radius - aside * aside, 0));
      this.coverage.span(k, y - reach, y + reach);
    }
  }

  private strokeDashes(half: number): void {
    const { path, walk } = this;
    for (let i = 1; i < path.length; i += 1) {
      if (!path.goesOn(i - 1)) walk.begin(this.dash);
      if (!path.goesOn(i)) continue;
      const [x, y] = [path.x(i - 1), path.y(i - 1)];
      const [dx, dy] = [path.x(i) - x, path.y(i) - y];
      walk.along(Math.hypot(dx, dy), (from, to) =>
        this.segment(x + dx * from, y + dy * from, x + dx * to, y + dy * to, half),
      );
    }
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
    const length = Math.hypot(dx, dy);
    const [ux, uy] = [dx / length, dy / length];
    const reach = (half * length) / dx;
    const beyond = half * Math.abs(uy);
    const [start, end] = coverage.columns(x0 - beyond, x0 + dx + beyond);
    // How far down an end's edge lies for each pixel to the right, and from one end to the other.
    const edge = -ux / uy;
    const tall = Math.abs(length / uy);
    for (let k = start; k <= end; k += 1) {
      const aside = (k + 0.5) / 4 - x0;
      const middle = y0 + (aside * dy) / dx;
      const near = y0 + aside * edge;
      const top = uy > 0 ? near : near - tall;
      coverage.span(k, Math.max(middle - reach, top), Math.min(middle + reach, top + tall));
    }
  }

  private lay(colour: string): void {
    const name = `${colour} ${this.globalAlpha}`;
    if (name !== this.inkName) {
      this.inkName = name;
      this.inks = inksOf(channels(colour), this.globalAlpha);
    }
    this.coverage.lay(this.image, this.inks);
  }
}

/** The vertices of a path, in device pixels. */
class Path {
  length = 0;
  left = 0;
  right = 0;
  private places = new Float64Array(1024);
  private starts = new Uint8Array(512);

  clear(): void {
    this.length = 0;
    this.left = Number.POSITIVE_INFINITY;
    this.right = Number.NEGATIVE_INFINITY;
  }

  move(x: number, y: number): void {
    this.add(x, y, 1);
  }

  line(x: number, y: number): void {
    this.add(x, y, this.length === 0 ? 1 : 0);
  }

  x(i: number): number {
    return this.places[2 * i] ?? 0;
  }

  y(i: number): number {
    return this.places[2 * i + 1] ?? 0;
  }

  /** Whether there is such a vertex and the path comes to it from the one before. */
  goesOn(i: number): boolean {
    return i < this.length && this.starts[i] === 0;
  }

  private add(x: number, y: number, start: 0 | 1): void {
    const i = this.length;
    if (i === this.starts.length) this.grow();
    this.places[2 * i] = x;
    this.places[2 * i + 1] = y;
    this.starts[i] = start;
    this.length = i + 1;
    if (x < this.left) this.left = x;
    if (x > this.right) this.right = x;
  }

  private grow(): void {
    const { places, starts } = this;
    this.places = new Float64Array(places.length * 2);
    this.places.set(places);
    this.starts = new Uint8Array(starts.length * 2);
    this.starts.set(starts);
  }
}

/** Vertices of a path that stand above one another. */
class Pile {
  start = 0;
  end = 0;
  x = 0;
  top = 0;
  bottom = 0;
  /** Where the path comes in, and where it goes on from. */
  in = 0;
  out = 0;

  gather(path: Path, start: number): void {
    this.start = start;
    this.end = start;
    this.x = path.x(start);
    this.in = path.y(start);
    this.out = this.in;
    this.top = this.in;
    this.bottom = this.in;
    while (path.goesOn(this.end + 1) && path.x(this.end + 1) === this.x) {
      this.end += 1;
      this.out = path.y(this.end);
      this.top = Math.min(this.top, this.out);
      this.bottom = Math.max(this.bottom, this.out);
    }
  }

  reaches(y: number): boolean {
    return y >= this.top && y <= this.bottom;
  }
}

/** Whether the way from one bar to the next lies in the two, so that it would be ink on ink. */
function isInked(before: Pile, pile: Pile, half: number): boolean {
  return pile.x - before.x <= 2 * half && pile.reaches(before.out) && before.reaches(pile.in);
}

/** Walks along a path and tells where its dashes lie. */
class DashWalk {
  private dash: readonly number[] = [];
  private index = 0;
  private left = 0;

  begin(dash: readonly number[]): void {
    // A dash of odd length is one and its gap, then the gap is one: as a canvas has it.
    this.dash = dash.length % 2 === 0 ? dash : [...dash, ...dash];
    this.index = 0;
    this.left = this.dash[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Goes on by a length; `draw` gets each dash in it, as shares of the length. */
  along(length: number, draw: (from: number, to: number) => void): void {
    let at = 0;
    while (at < length) {
      const step = Math.min(this.left, length - at);
      if (this.index % 2 === 0 && step > 0) draw(at / length, (at + step) / length);
      at += step;
      this.left -= step;
      if (this.left > 0) continue;
      this.index = (this.index + 1) % this.dash.length;
      this.left = this.dash[this.index] ?? 1;
    }
  }
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

/** Red, green and blue of "#rrggbb"; lines have no other colours. */
function channels(colour: string): [number, number, number] {
  const hex = Number.parseInt(colour.slice(1), 16);
  return [(hex >> 16) & 0xff, (hex >> 8) & 0xff, hex & 0xff];
}
