/** The ranges of a chart's axes, from what is in view. */
import type { AxisKind, Line } from "~/charts/Line";
import { type Domain, type Layout, LINEAR } from "~/charts/Scale";
import { at } from "~/lib/at";
import { lowerBound } from "~/series/curve";
import type { Range } from "~/series/levels";
import { innerRange } from "~/series/outliers";

/** Room above and below the extremes, so that no line lies on the frame. */
const MARGIN = 0.05;

/** Decades that a log axis shows of values that come near to zero; what is nearer lies straight. */
const MOST_DECADES = 6;

export interface DomainOptions {
  readonly log: boolean;
  readonly clip: boolean;
}

/** The y range over all lines in an x range: with every extreme in it, unless outliers are clipped. */
export function yDomain(lines: readonly Line[], x: Range, options: DomainOptions): Domain {
  const seen = options.clip ? innerOf(lines, x) : extremesOf(lines, x);
  if (seen === null) {
    const { from, to } = options.log ? { from: 0.1, to: 10 } : { from: 0, to: 1 };
    return { from, to, layout: options.log ? { kind: "log" } : LINEAR };
  }
  if (!options.log) return { ...linearMargin(seen.from, seen.to), layout: LINEAR };
  if (seen.from > 0) return { ...logMargin(seen.from, seen.to), layout: { kind: "log" } };
  return symlogDomain(seen, nearestToZero(lines, x));
}

/** The x axis: logarithmic where it is wished and means something. */
export function xDomain(range: Range, axis: AxisKind, log: boolean): Domain {
  if (!log || axis === "wall") return { ...range, layout: LINEAR };
  if (range.from > 0) return { ...range, layout: { kind: "log" } };
  const size = Math.max(Math.abs(range.from), Math.abs(range.to));
  const threshold = axis === "step" ? 1 : size / 10 ** (MOST_DECADES - 1);
  return { ...range, layout: { kind: "symlog", threshold } };
}

function symlogDomain(seen: Range, nearest: number): Domain {
  const size = Math.max(Math.abs(seen.from), Math.abs(seen.to));
  const threshold = size === 0 ? 1 : Math.max(nearest, size / 10 ** MOST_DECADES);
  const layout: Layout = { kind: "symlog", threshold };
  const grown = (value: number) => value + Math.sign(value) * Math.abs(value) * 0.3;
  const from = seen.from === 0 ? -threshold / 4 : grown(seen.from);
  const to = seen.to === 0 ? threshold / 4 : grown(seen.to);
  return from < to ? { from, to, layout } : { from: -1, to: 1, layout };
}

/** The smallest size of a value in view that is not zero: below it a log axis has nothing to show. */
function nearestToZero(lines: readonly Line[], x: Range): number {
  let nearest = Number.POSITIVE_INFINITY;
  const see = (value: number) => {
    if (value !== 0 && Math.abs(value) < nearest) nearest = Math.abs(value);
  };
  for (const line of lines) {
    forParts(line, x, (least, most) => {
      see(least);
      see(most);
    });
  }
  return Number.isFinite(nearest) ? nearest : 1;
}

function extremesOf(lines: readonly Line[], x: Range): Range | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    forParts(line, x, (least, most) => {
      if (least < from) from = least;
      if (most > to) to = most;
    });
  }
  return from > to ? null : { from, to };
}

/** Each line is clipped at its own tails, so that a quiet one never makes an outlier of a loud one. */
function innerOf(lines: readonly Line[], x: Range): Range | null {
  const ranges = lines.flatMap((line) => innerRange(line.curve, x) ?? []);
  if (ranges.length === 0) return null;
  return {
    from: Math.min(...ranges.map((range) => range.from)),
    to: Math.max(...ranges.map((range) => range.to)),
  };
}

function forParts(line: Line, x: Range, see: (least: number, most: number) => void): void {
  const { curve } = line;
  for (let i = lowerBound(curve, x.from); i < curve.n && at(curve.x, i) <= x.to; i += 1) {
    const least = at(curve.min, i);
    if (!Number.isNaN(least)) see(least, at(curve.max, i));
  }
}

/** A range around extremes, with room on both sides. */
export function linearMargin(low: number, high: number): Range {
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.1;
    return { from: low - room, to: high + room };
  }
  const room = (high - low) * MARGIN;
  return { from: low - room, to: high + room };
}

/** The same in ratios. */
export function logMargin(low: number, high: number): Range {
  const ratio = low === high ? 2 : (high / low) ** MARGIN;
  return { from: low / ratio, to: high * ratio };
}
