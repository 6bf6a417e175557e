/** What a line chart draws, and how it asks for more. */
import type { Curve } from "~/series/curve";
import type { Range } from "~/series/levels";

/** One line: a metric of a run, or of a group of runs. */
export interface Line {
  readonly id: string;
  readonly run: string;
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly curve: Curve;
  /** Smoothed values of the curve's parts; null draws the curve alone. */
  readonly smoothed: Float64Array | null;
  /**
   * The runs behind a line of a group. Then `mean` of the curve is the line, `min` and `max` are its
   * band and `count` says how many runs have a value there.
   */
  readonly members?: readonly string[];
}

/** Whether a line is of this run, alone or among others. */
export function belongsTo(line: Line, run: string | null): boolean {
  return run !== null && (line.run === run || (line.members?.includes(run) ?? false));
}

/** Which kind of numbers x is: decides ticks and labels. */
export type AxisKind = "step" | "relative" | "wall" | "number";

/** All that a chart shows. */
export interface ChartView {
  readonly lines: readonly Line[];
  readonly axis: AxisKind;
  /** The x range; null while there is nothing to show. */
  readonly range: Range | null;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Clip y to the inner 98 % of each line instead of showing every extreme. */
  readonly clipOutliers: boolean;
  /** The y range that somebody chose with a box; otherwise it follows what is in view. */
  readonly yRange?: Range | null;
  /** Places on x that were commented. */
  readonly remarks?: readonly number[];
}

/** A part of a plot, in values of its axes. */
export interface Box {
  readonly x: Range;
  readonly y: Range;
}

/** A place of a chart: an x, and the line that was nearest to it. */
export interface Spot {
  readonly x: number;
  readonly run: string;
}

/** The rectangle between the axes, in CSS pixels. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A line and its part under the pointer. */
export interface Pick {
  readonly line: Line;
  readonly index: number;
  readonly distance: number;
}
