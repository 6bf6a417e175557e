/** A path of lines as the raster pen walks along it: vertices, those above one another, dashes. */

/** The vertices of a path, in device pixels. */
export class Path {
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
export class Pile {
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

  /** Whether a stroke at a height lies in the bar with all its width. */
  holds(y: number, half: number): boolean {
    return y - half >= this.top && y + half <= this.bottom;
  }
}

/** Whether the way from one bar to the next lies in the two, so that it would be ink on ink. */
export function isInked(before: Pile, pile: Pile, half: number): boolean {
  const touch = pile.x - before.x <= 2 * half;
  return (
    touch &&
    pile.holds(before.out, half) &&
    pile.holds(pile.in, half) &&
    before.holds(pile.in, half) &&
    before.holds(before.out, half)
  );
}

/** Pixels; shorter ones are of no use to anybody, and none at all would never end. */
const LEAST_DASH = 0.1;

/** Where along the dashes of a path somebody stands. */
export class DashWalk {
  /** How far the dash or the gap still goes. */
  left = 0;
  private dash: readonly number[] = [];
  /** A round of dashes and gaps. */
  private whole = LEAST_DASH;
  private index = 0;

  get isOn(): boolean {
    return this.index % 2 === 0;
  }

  begin(dash: readonly number[]): void {
    // A dash of odd length is one and its gap, then the gap is one: as a canvas has it.
    const pairs = dash.length % 2 === 0 ? dash : [...dash, ...dash];
    this.dash = pairs.map((one) => Math.max(one, LEAST_DASH));
    this.whole = this.dash.reduce((sum, one) => sum + one, 0);
    this.index = 0;
    this.left = this.dash[0] ?? LEAST_DASH;
  }

  /** Goes on by no more than is left. */
  go(length: number): void {
    this.left -= length;
    // What rounding left over would never be gone.
    if (this.left > LEAST_DASH / 2) return;
    this.index = (this.index + 1) % this.dash.length;
    this.left = this.dash[this.index] ?? LEAST_DASH;
  }

  /** Goes on by any length: where nobody sees them, rounds of dashes are not walked one by one. */
  skip(length: number): void {
    let rest = length % this.whole;
    while (rest > LEAST_DASH) {
      const step = Math.min(rest, this.left);
      rest -= step;
      this.go(step);
    }
  }
}
