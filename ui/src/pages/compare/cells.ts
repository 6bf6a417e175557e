/** What one run has under one name. */
import type { Run } from "~/data/compare";
import { formatMoment, formatNumber, formatSeconds } from "~/lib/format";
import { type Json, toNumber } from "~/lib/json";
import { formatValue } from "~/lib/values";

export interface Cell {
  readonly text: string;
  /** NaN for what is no number. */
  readonly number: number;
  readonly isMissing: boolean;
}

/** What a run has that has nothing. */
export const NOTHING: Cell = { text: "—", number: Number.NaN, isMissing: true };

/** A text that is a number, as MLflow's clients log every param. */
const NUMERIC = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Whether two cells say the same. */
export function sameCell(a: Cell, b: Cell): boolean {
  if (a.isMissing || b.isMissing) return a.isMissing === b.isMissing;
  if (isMeasured(a) && isMeasured(b)) return a.number === b.number;
  return a.text === b.text;
}

/** Whether a cell holds a number that one can reckon with. */
export function isMeasured(cell: Cell): boolean {
  return !cell.isMissing && Number.isFinite(cell.number);
}

/** Numbers before texts, blanks last; `sign` is −1 for downwards. */
export function compareCells(a: Cell, b: Cell, sign: number): number {
  if (a.isMissing !== b.isMissing) return a.isMissing ? 1 : -1;
  if (Number.isNaN(a.number) !== Number.isNaN(b.number)) return Number.isNaN(a.number) ? 1 : -1;
  if (!Number.isNaN(a.number)) return sign * (a.number - b.number);
  return sign * a.text.localeCompare(b.text);
}

export function textCell(text: string): Cell {
  return text === "" ? NOTHING : { text, number: Number.NaN, isMissing: false };
}

export function numberCell(number: number): Cell {
  return { text: formatNumber(number, 6), number, isMissing: false };
}

export function momentCell(moment: number): Cell {
  // No number: nobody wants to know by how many percent a run began later.
  return textCell(formatMoment(moment));
}

export function durationCell(run: Run): Cell {
  if (run.ended_at === null) return NOTHING;
  const seconds = (run.ended_at - run.started_at) / 1e6;
  return { text: formatSeconds(seconds), number: seconds, isMissing: false };
}

export function metricCell(value: string | number | undefined): Cell {
  return value === undefined ? NOTHING : numberCell(toNumber(value));
}

export function jsonCell(value: Json | undefined): Cell {
  if (value === undefined) return NOTHING;
  if (typeof value === "number") return numberCell(value);
  const text = formatValue(value);
  const number = typeof value === "string" && NUMERIC.test(value) ? Number(value) : Number.NaN;
  return { text, number, isMissing: false };
}
