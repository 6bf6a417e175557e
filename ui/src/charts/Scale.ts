/** Maps values of the data to pixels, and back. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** The pixel of a value; NaN when the scale has no place for it. */
  pixel(value: number): number;
  /** The value at a pixel. */
  value(pixel: number): number;
}

/** Equal steps of value take equal steps of pixels. */
export class LinearScale implements Scale {
  private readonly factor: number;

  constructor(
    readonly from: number,
    readonly to: number,
    private readonly start: number,
    end: number,
  ) {
    this.factor = (end - start) / (to - from || 1);
  }

  pixel(value: number): number {
    return this.start + (value - this.from) * this.factor;
  }

  value(pixel: number): number {
    return this.from + (pixel - this.start) / this.factor;
  }
}

/** Equal ratios of value take equal steps of pixels; nothing at or below zero has a place. */
export class LogScale implements Scale {
  private readonly inner: LinearScale;

  constructor(
    readonly from: number,
    readonly to: number,
    start: number,
    end: number,
  ) {
    this.inner = new LinearScale(Math.log10(from), Math.log10(to), start, end);
  }

  pixel(value: number): number {
    return value > 0 ? this.inner.pixel(Math.log10(value)) : Number.NaN;
  }

  value(pixel: number): number {
    return 10 ** this.inner.value(pixel);
  }
}

/** Logarithmic beyond a threshold on both sides of zero, and nearly straight between: any value has a place. */
export class SymlogScale implements Scale {
  private readonly inner: LinearScale;

  constructor(
    readonly from: number,
    readonly to: number,
    private readonly start: number,
    end: number,
    private readonly threshold: number,
  ) {
    this.inner = new LinearScale(this.bend(from), this.bend(to), this.start, end);
  }

  pixel(value: number): number {
    return this.inner.pixel(this.bend(value));
  }

  value(pixel: number): number {
    const bent = this.inner.value(pixel);
    return Math.sign(bent) * Math.expm1(Math.abs(bent)) * this.threshold;
  }

  private bend(value: number): number {
    return Math.sign(value) * Math.log1p(Math.abs(value) / this.threshold);
  }
}

/** How values are laid out. */
export type Layout =
  | { readonly kind: "linear" | "log" }
  | { readonly kind: "symlog"; readonly threshold: number };

export const LINEAR: Layout = { kind: "linear" };

/** A range with the layout that fits it. */
export interface Domain {
  readonly from: number;
  readonly to: number;
  readonly layout: Layout;
}

/** The scale of a domain between two pixels. */
export function scaleOf({ from, to, layout }: Domain, start: number, end: number): Scale {
  if (layout.kind === "log") return new LogScale(from, to, start, end);
  if (layout.kind === "symlog") return new SymlogScale(from, to, start, end, layout.threshold);
  return new LinearScale(from, to, start, end);
}
