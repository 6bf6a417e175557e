/** A param, tag or statistic of many runs as an axis: numbers on a scale, words in a row. */
import { ticksOf } from "~/charts/Axis";
import { linearMargin, logMargin } from "~/charts/Domain";
import { type Domain, LINEAR } from "~/charts/Scale";
import type { Tick } from "~/charts/Ticks";

/** What one run has in a column. */
export interface Cell {
  /** NaN where it is no number. */
  readonly number: number;
  /** As it is shown; null where the run has nothing. */
  readonly word: string | null;
}

export interface Column {
  readonly label: string;
  readonly domain: Domain;
  /** Of each run its place on the axis; NaN where it has none. */
  readonly places: readonly number[];
  /** The words of an axis that has no numbers, in order. */
  readonly words: readonly string[] | null;
}

/** From this ratio on numbers above zero are on a log axis, as learning rates are. */
const LOG_RATIO = 50;

/** More words than this are not told apart. */
const MOST_WORDS = 40;

/** @param log null decides by the values. */
export function makeColumn(
  label: string,
  cells: readonly Cell[],
  log: boolean | null = null,
): Column {
  const finite = cells.map((cell) => cell.number).filter(Number.isFinite);
  const worded = cells.filter((cell) => cell.word !== null).length;
  // A column of words with a number among them is one of words.
  if (finite.length * 2 < worded) return wordColumn(label, cells);
  const [low, high] = extremes(finite);
  const wide = low > 0 && high / low >= LOG_RATIO;
  const places = cells.map((cell) => (Number.isFinite(cell.number) ? cell.number : Number.NaN));
  const isLog = (log ?? wide) && low > 0;
  const domain: Domain = isLog
    ? { ...logMargin(low, high), layout: { kind: "log" } }
    : { ...linearMargin(low, high), layout: LINEAR };
  return { label, domain, places, words: null };
}

function wordColumn(label: string, cells: readonly Cell[]): Column {
  const known = new Set(cells.flatMap((cell) => cell.word ?? []));
  const words = [...known].sort((a, b) => a.localeCompare(b)).slice(0, MOST_WORDS);
  const index = new Map(words.map((word, i) => [word, i]));
  const places = cells.map((cell) => index.get(cell.word ?? "") ?? Number.NaN);
  const domain = { from: -0.5, to: Math.max(words.length, 1) - 0.5, layout: LINEAR };
  return { label, domain, places, words };
}

/** A loop, because a call with a hundred thousand arguments would fail. */
function extremes(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? [0, 1] : [low, high];
}

/** Marks of a column's axis. */
export function columnTicks({ domain, words }: Column, count: number): Tick[] {
  if (words === null) return ticksOf(domain, count);
  const every = Math.max(1, Math.ceil(words.length / Math.max(count, 1)));
  return words
    .map((label, value) => ({ value, label: shortened(label) }))
    .filter((_, i) => i % every === 0);
}

const LONGEST = 14;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
