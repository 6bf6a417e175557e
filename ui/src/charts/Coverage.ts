/**
 * Which part of each pixel a shape covers, by 4 × 8 samples a pixel, and the ink that it leaves there.
 *
 * A sample is covered or not however often a shape crosses it, so that a line which runs over itself, as
 * a noisy curve does in each pixel column, is no darker there than a line alone.
 */

/** Samples of a pixel beside each other, and below each other. */
export const ACROSS = 4;
const DOWN = 8;
const SAMPLES = ACROSS * DOWN;
/** All samples of a pixel. */
const ALL = -1;

/** Puts a byte into each quarter. */
const EACH = 0x01010101;

/** A rectangle in pixels. */
export interface Cut {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export class Coverage {
  /** A bit for each sample: a byte for each quarter of a pixel column, whose bits go down. */
  private mask = new Int32Array(0);
  /** Rows that a pixel column was touched in. */
  private first = new Int32Array(0);
  private last = new Int32Array(0);
  private width = 0;
  private height = 0;
  /** Pixel columns that are covered now. */
  private from = 0;
  private to = -1;
  /** Where ink was laid since the size was set. */
  private inked = { left: 0, top: 0, right: 0, bottom: 0 };
  /** What may be touched, in samples; ends included. */
  private cut = { left: 0, top: 0, right: -1, bottom: -1 };

  /** Takes a size in pixels; nothing is covered then. */
  resize(width: number, height: number): void {
    if (this.mask.length < width * height) this.mask = new Int32Array(width * height);
    if (this.first.length < width) {
      this.first = new Int32Array(width);
      this.last = new Int32Array(width);
    }
    this.width = width;
    this.height = height;
    this.first.fill(height, 0, width);
    this.last.fill(-1, 0, width);
    this.cutAt({ left: 0, top: 0, right: width, bottom: height });
    this.inked = { left: width, top: height, right: 0, bottom: 0 };
  }

  /** The pixels that may hold ink; empty where right is not beyond left. */
  get ink(): Cut {
    return this.inked;
  }

  /** Nothing outside is covered from now on. */
  cutAt({ left, top, right, bottom }: Cut): void {
    this.cut = {
      left: Math.max(0, sampleAfter(left, ACROSS)),
      right: Math.min(this.width * ACROSS - 1, sampleBefore(right, ACROSS)),
      top: Math.max(0, sampleAfter(top, DOWN)),
      bottom: Math.min(this.height * DOWN - 1, sampleBefore(bottom, DOWN)),
    };
    this.from = this.width;
    this.to = -1;
  }

  /** The columns of samples between two places, as far as they may be touched. */
  columns(left: number, right: number): [number, number] {
    return [
      Math.max(this.cut.left, sampleAfter(left, ACROSS)),
      Math.min(this.cut.right, sampleBefore(right, ACROSS)),
    ];
  }

  /** From and to which share of its length a stroke may touch what is not cut off. */
  inside(x: number, y: number, dx: number, dy: number, half: number): [number, number] {
    const { left, top, right, bottom } = this.cut;
    const [a, b] = sharesOf(x, dx, left / ACROSS - half - 1, right / ACROSS + half + 1);
    const [c, d] = sharesOf(y, dy, top / DOWN - half - 1, bottom / DOWN + half + 1);
    const start = Math.max(0, a, c);
    return [Math.min(start, 1), Math.max(Math.min(start, 1), Math.min(1, b, d))];
  }

  /** Covers a column of samples between two heights. */
  span(column: number, top: number, bottom: number): void {
    const low = Math.max(this.cut.top, sampleAfter(top, DOWN));
    const high = Math.min(this.cut.bottom, sampleBefore(bottom, DOWN));
    if (low > high) return;
    this.cover(column >> 2, 0xff << ((column & 3) * DOWN), low, high);
  }

  /** Covers a rectangle. */
  bar(left: number, right: number, top: number, bottom: number): void {
    const [start, end] = this.columns(left, right);
    const low = Math.max(this.cut.top, sampleAfter(top, DOWN));
    const high = Math.min(this.cut.bottom, sampleBefore(bottom, DOWN));
    if (low > high) return;
    for (let pixel = start >> 2; pixel <= end >> 2; pixel += 1) {
      const a = Math.max(start - pixel * ACROSS, 0);
      const b = Math.min(end - pixel * ACROSS, ACROSS - 1);
      if (a <= b) this.cover(pixel, (ALL << (a * DOWN)) & (ALL >>> ((3 - b) * DOWN)), low, high);
    }
  }

  /** Covers those of a pixel column's quarters that `quarters` has, from one row of samples to another. */
  private cover(pixel: number, quarters: number, low: number, high: number): void {
    const { mask } = this;
    const base = pixel * this.height;
    const [top, bottom] = [low >> 3, high >> 3];
    // The rows of samples of the first and of the last pixel, the same in each quarter.
    const head = Math.imul((0xff << (low & 7)) & 0xff, EACH);
    const tail = Math.imul(0xff >> (7 - (high & 7)), EACH);
    if (top === bottom) or(mask, base + top, quarters & head & tail);
    else {
      or(mask, base + top, quarters & head);
      for (let i = base + top + 1; i < base + bottom; i += 1) or(mask, i, quarters);
      or(mask, base + bottom, quarters & tail);
    }
    this.touch(pixel, top, bottom);
  }

  private touch(pixel: number, top: number, bottom: number): void {
    if (top < (this.first[pixel] ?? 0)) this.first[pixel] = top;
    if (bottom > (this.last[pixel] ?? 0)) this.last[pixel] = bottom;
    if (pixel < this.from) this.from = pixel;
    if (pixel > this.to) this.to = pixel;
  }

  /**
   * Lays ink over what is covered, and forgets it.
   *
   * @param pixels premultiplied, alpha in the highest byte, in rows.
   * @param inks for each number of covered samples, 0 to 32, a premultiplied colour.
   */
  lay(pixels: Int32Array, inks: Int32Array): void {
    const { inked } = this;
    inked.left = Math.min(inked.left, this.from);
    inked.right = Math.max(inked.right, this.to + 1);
    for (let column = this.from; column <= this.to; column += 1) {
      inked.top = Math.min(inked.top, this.first[column] ?? 0);
      inked.bottom = Math.max(inked.bottom, (this.last[column] ?? -1) + 1);
      this.layColumn(column, pixels, inks);
      this.first[column] = this.height;
      this.last[column] = -1;
    }
    this.from = this.width;
    this.to = -1;
  }

  private layColumn(column: number, pixels: Int32Array, inks: Int32Array): void {
    const { mask, width } = this;
    const base = column * this.height;
    const end = this.last[column] ?? -1;
    for (let row = this.first[column] ?? 0; row <= end; row += 1) {
      const covered = mask[base + row] ?? 0;
      if (covered === 0) continue;
      mask[base + row] = 0;
      const place = row * width + column;
      pixels[place] = over(pixels[place] ?? 0, inks[bits(covered)] ?? 0);
    }
  }
}

/** A premultiplied colour for each number of covered samples. */
export function inksOf([red, green, blue]: readonly number[], alpha: number): Int32Array {
  const inks = new Int32Array(SAMPLES + 1);
  for (let i = 1; i <= SAMPLES; i += 1) {
    const a = (alpha * i) / SAMPLES;
    const part = (channel = 0) => Math.round(channel * a);
    inks[i] = (Math.round(255 * a) << 24) | (part(blue) << 16) | (part(green) << 8) | part(red);
  }
  return inks;
}

/** Rounds both: what is lost in each of a hundred faint layers would be seen. */
const HALVES = 0x800080;

/** A premultiplied colour over another; two channels are reckoned at once. */
function over(below: number, ink: number): number {
  const alpha = ink >>> 24;
  if (alpha === 255 || below === 0) return ink;
  // Of 256, so that a shift divides.
  const rest = 256 - alpha - (alpha >> 7);
  const even = ((Math.imul(below & 0xff00ff, rest) + HALVES) >>> 8) & 0xff00ff;
  const odd = (Math.imul((below >>> 8) & 0xff00ff, rest) + HALVES) & 0xff00ff00;
  return (ink + (even | odd)) | 0;
}

/** Between which shares of a way from a place lies from `least` to `most`. */
function sharesOf(from: number, way: number, least: number, most: number): [number, number] {
  if (way === 0) return from >= least && from <= most ? [0, 1] : [1, 1];
  const [a, b] = [(least - from) / way, (most - from) / way];
  return [Math.min(a, b), Math.max(a, b)];
}

function or(mask: Int32Array, i: number, samples: number): void {
  mask[i] = (mask[i] ?? 0) | samples;
}

/** How many bits of 32 are set: pairs are added, then fours, then bytes. */
function bits(word: number): number {
  if (word === ALL) return SAMPLES;
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The first sample whose middle is not left of a place, where a pixel has so many. */
function sampleAfter(place: number, samples: number): number {
  return Math.ceil(place * samples - 0.5);
}

/** The last sample whose middle is left of a place: shapes that touch share none. */
function sampleBefore(place: number, samples: number): number {
  return Math.ceil(place * samples - 0.5) - 1;
}
