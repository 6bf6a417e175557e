/** The y range of what is in view. */
import type { Line } from "~/charts/Line";
import { at } from "~/lib/at";
import { lowerBound } from "~/series/curve";
import type { Range } from "~/series/levels";

/** Room above and below the extremes, so that no line lies on the frame. */
const MARGIN = 0.05;

/** The inner share that stays when outliers are clipped: 1 % goes at each end. */
const TAIL = 0.01;

export interface DomainOptions {
  readonly log: boolean;
  readonly clip: boolean;
}

/** The y range over all lines in an x range: with every extreme in it, unless outliers are clipped. */
export function yDomain(lines: readonly Line[], x: Range, options: DomainOptions): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const [least, most] = options.clip ? innerExtremes(line, x) : extremes(line, x, options.log);
    low = Math.min(low, least);
    high = Math.max(high, most);
  }
  if (low > high) return options.log ? { from: 0.1, to: 10 } : { from: 0, to: 1 };
  return options.log ? logMargin(low, high) : linearMargin(low, high);
}

/** How many parts in view lie outside of the y range, for the note that says so. */
export function hiddenParts(lines: readonly Line[], x: Range, y: Range): number {
  let hidden = 0;
  for (const line of lines) {
    forParts(line, x, (least, most) => {
      if (most > y.to || least < y.from) hidden += 1;
    });
  }
  return hidden;
}

function extremes(line: Line, x: Range, positive: boolean): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  forParts(line, x, (least, most) => {
    if (least < low && (!positive || least > 0)) low = least;
    if (most > high && (!positive || most > 0)) high = most;
  });
  // A part whose minimum is below zero may still show its maximum on a log scale.
  return positive && low > high ? [high, high] : [low, high];
}

function innerExtremes(line: Line, x: Range): [number, number] {
  const values: number[] = [];
  forParts(line, x, (least, most) => values.push(least, most));
  if (values.length === 0) return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  values.sort((a, b) => a - b);
  const cut = Math.floor(values.length * TAIL);
  return [at(values, cut), at(values, values.length - 1 - cut)];
}

function forParts(line: Line, x: Range, see: (least: number, most: number) => void): void {
  const { curve } = line;
  for (let i = lowerBound(curve, x.from); i < curve.n && at(curve.x, i) <= x.to; i += 1) {
    const least = at(curve.min, i);
    if (!Number.isNaN(least)) see(least, at(curve.max, i));
  }
}

function linearMargin(low: number, high: number): Range {
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.1;
    return { from: low - room, to: high + room };
  }
  const room = (high - low) * MARGIN;
  return { from: low - room, to: high + room };
}

function logMargin(low: number, high: number): Range {
  const ratio = low === high ? 2 : (high / low) ** MARGIN;
  return { from: low / ratio, to: high * ratio };
}
