/** How all charts of a screen are drawn. */
import type { AxisKind } from "~/charts/Line";
import type { XAxis } from "~/lib/series";
import type { Range } from "~/series/levels";

export interface ChartSettings {
  readonly axis: XAxis;
  /** Steps, or seconds on an axis of time; 0 does not smooth. */
  readonly halfLife: number;
  readonly logY: boolean;
  readonly clipOutliers: boolean;
  /** The zoom that all charts share; null shows everything. */
  readonly range: Range | null;
}

/** How a screen hears that the reader changed it. */
export interface ChartControls {
  readonly change: (settings: Partial<ChartSettings>) => void;
  readonly zoom: (range: Range) => void;
  readonly stepOut: () => void;
}

/** A run as charts show it. */
export interface ShownRun {
  readonly id: string;
  readonly label: string;
  readonly slot: number;
  readonly metrics: Readonly<Record<string, MetricFacts>>;
}

/** What panels must know of a metric before they fetch it. */
export interface MetricFacts {
  readonly last: string | number | null;
  readonly first_step: number | null;
  readonly last_step: number | null;
  readonly count: number;
}

/** Kind of numbers on an axis. */
export function axisKind(axis: XAxis): AxisKind {
  return typeof axis === "string" ? axis : "number";
}

/** Half-life in units of the axis: those of time are milliseconds. */
export function halfLifeOn(axis: XAxis, halfLife: number): number {
  return axis === "wall" || axis === "relative" ? halfLife * 1000 : halfLife;
}
