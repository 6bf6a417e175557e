/** Runs of one kind as one curve: seeds, folds, repeats. A line through their middle, and a band. */
import { at } from "~/lib/at";
import type { Band, Centre, Grouping } from "~/series/kinds";

/** A run's curve as the group sees it. */
export interface Member {
  readonly x: Float64Array;
  /** What is averaged: the means of the parts, or their smoothed values. NaN is no value. */
  readonly value: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** The group at each x where any of its runs has a value. Without a band `low` and `high` are NaN. */
export interface Grouped {
  readonly x: Float64Array;
  readonly centre: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Runs that have a value there. */
  readonly runs: Float64Array;
}

/**
 * Joins runs on the places that any of them has. Between two of its places a run counts with the value
 * on the straight line between them, so that runs logged at different steps still meet; before its
 * first and after its last it does not count, so that short runs never bend the group.
 */
export function groupRuns(members: readonly Member[], { centre, band }: Grouping): Grouped {
  const x = placesOf(members);
  const grouped = allocate(x);
  const readers = members.map((member) => new Reader(member));
  const seen: Seen = { values: [], low: 0, high: 0 };
  for (let i = 0; i < x.length; i += 1) {
    look(readers, at(x, i), seen);
    const [middle, least, most] = statistics(seen.values, centre, band);
    grouped.runs[i] = seen.values.length;
    grouped.centre[i] = middle;
    grouped.low[i] = band === "minmax" ? seen.low : least;
    grouped.high[i] = band === "minmax" ? seen.high : most;
  }
  return grouped;
}

/** What the runs say at one place. */
interface Seen {
  readonly values: number[];
  low: number;
  high: number;
}

function look(readers: readonly Reader[], x: number, seen: Seen): void {
  seen.values.length = 0;
  seen.low = Number.POSITIVE_INFINITY;
  seen.high = Number.NEGATIVE_INFINITY;
  for (const reader of readers) {
    if (!reader.moveTo(x)) continue;
    seen.values.push(reader.value);
    seen.low = Math.min(seen.low, reader.min);
    seen.high = Math.max(seen.high, reader.max);
  }
}

function allocate(x: Float64Array): Grouped {
  const column = () => new Float64Array(x.length);
  return { x, centre: column(), low: column(), high: column(), runs: column() };
}

/** All places of the members that have a value, rising, each once. */
function placesOf(members: readonly Member[]): Float64Array {
  const places: number[] = [];
  for (const { x, value } of members) {
    for (let i = 0; i < x.length; i += 1) {
      if (!Number.isNaN(at(value, i))) places.push(at(x, i));
    }
  }
  const sorted = Float64Array.from(places).sort();
  let n = 0;
  for (const place of sorted) {
    if (n === 0 || place !== at(sorted, n - 1)) {
      sorted[n] = place;
      n += 1;
    }
  }
  return sorted.slice(0, n);
}

/** Walks along one run and reads it between its points. */
class Reader {
  value = Number.NaN;
  min = Number.NaN;
  max = Number.NaN;
  private readonly kept: Uint32Array;
  private right = 0;

  constructor(private readonly member: Member) {
    const kept: number[] = [];
    member.value.forEach((value, i) => {
      if (!Number.isNaN(value)) kept.push(i);
    });
    this.kept = Uint32Array.from(kept);
  }

  /** Reads at an x that never falls; false where the run has not begun or has ended. */
  moveTo(x: number): boolean {
    const { kept, member } = this;
    while (this.right < kept.length && at(member.x, at(kept, this.right)) < x) this.right += 1;
    if (this.right === kept.length) return false;
    const right = at(kept, this.right);
    if (at(member.x, right) === x) {
      this.read(right, right, 0);
      return true;
    }
    if (this.right === 0) return false;
    const left = at(kept, this.right - 1);
    const span = at(member.x, right) - at(member.x, left);
    this.read(left, right, (x - at(member.x, left)) / span);
    return true;
  }

  private read(left: number, right: number, share: number): void {
    const { value, min, max } = this.member;
    this.value = between(value, left, right, share);
    this.min = between(min, left, right, share);
    this.max = between(max, left, right, share);
  }
}

function between(column: Float64Array, left: number, right: number, share: number): number {
  return share === 0
    ? at(column, left)
    : at(column, left) * (1 - share) + at(column, right) * share;
}

function statistics(values: number[], centre: Centre, band: Band): [number, number, number] {
  if (values.length === 0) return [Number.NaN, Number.NaN, Number.NaN];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (centre === "median" || band === "quartiles") values.sort((a, b) => a - b);
  const middle = centre === "median" ? quantile(values, 0.5) : mean;
  if (band === "quartiles") return [middle, quantile(values, 0.25), quantile(values, 0.75)];
  if (band === "none" || band === "minmax") return [middle, Number.NaN, Number.NaN];
  // The spread is that of the runs around their mean, whichever line is drawn.
  const room = spread(values, mean, band);
  return [middle, mean - room, mean + room];
}

/** Half the height of the band: nothing for a single run, whose spread nobody knows. */
function spread(values: readonly number[], mean: number, band: "std" | "stderr" | "ci95"): number {
  const n = values.length;
  if (n < 2) return 0;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  if (band === "std") return deviation;
  const error = deviation / Math.sqrt(n);
  return band === "stderr" ? error : studentFactor(n - 1) * error;
}

/** A value below which a share of sorted values lies, on the straight line between its neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return at(sorted, low) + (at(sorted, high) - at(sorted, low)) * (place - low);
}

/** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom: seeds are few, 1.96 would lie. */
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
] as const;

/** Beyond the table an expansion in 1/n is exact to three digits. */
function studentFactor(freedom: number): number {
  return STUDENT[freedom - 1] ?? 1.959964 + 2.3724 / freedom + 2.8224 / freedom ** 2;
}
