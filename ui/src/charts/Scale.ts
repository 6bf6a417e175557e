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
