/** How a value stands to that of the baseline. */

import type { Direction } from "~/lib/direction";
import { formatNumber } from "~/lib/format";
import { type Cell, isMeasured, sameCell } from "~/pages/compare/cells";
import type { DeltaMode } from "~/pages/compare/state";

export interface Delta {
  readonly mark: "same" | "up" | "down" | "changed";
  /** The difference as text; empty where there is none to tell. */
  readonly text: string;
  /** Null unless the metric's direction is known. */
  readonly verdict: "better" | "worse" | null;
}

export const SAME: Delta = { mark: "same", text: "", verdict: null };
const CHANGED: Delta = { mark: "changed", text: "", verdict: null };

/** The difference of a cell from the baseline's. */
export function deltaOf(
  cell: Cell,
  base: Cell,
  mode: DeltaMode,
  direction: Direction | null,
): Delta {
  if (sameCell(cell, base)) return SAME;
  if (!isMeasured(cell) || !isMeasured(base)) return CHANGED;
  const change = cell.number - base.number;
  const mark = change > 0 ? "up" : "down";
  return { mark, text: textOf(change, base.number, mode), verdict: verdictOf(mark, direction) };
}

function verdictOf(mark: "up" | "down", direction: Direction | null): Delta["verdict"] {
  if (direction === null) return null;
  return (mark === "up") === (direction === "higher") ? "better" : "worse";
}

function textOf(change: number, base: number, mode: DeltaMode): string {
  if (mode === "value") return "";
  if (mode === "abs") return signed(change, 3, "");
  // Of nothing there is no percent.
  if (base === 0) return signed(change, 3, "");
  const percent = (100 * change) / Math.abs(base);
  // Tenfold and more reads better as a factor.
  if (percent >= 900 && base > 0) return `×${formatNumber((change + base) / base, 3)}`;
  return signed(percent, Math.abs(percent) < 10 ? 2 : 3, " %");
}

function signed(value: number, digits: number, unit: string): string {
  const text = formatNumber(Number(value.toPrecision(digits)), digits);
  return `${value > 0 ? "+" : ""}${text}${unit}`;
}
