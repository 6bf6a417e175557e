/** What a worker does for a chart: smooths its lines, and joins them to groups. */
import { type Grouped, groupRuns } from "~/series/group";
import type { Grouping, Smoother } from "~/series/kinds";
import { type Parts, smooth } from "~/series/smooth";

/** A line with what lies beside the view, which smoothing must have seen. */
export interface LineJob {
  readonly parts: Parts;
  /** The parts in view: from this one up to that one. */
  readonly from: number;
  readonly to: number;
  /** Extremes of the parts in view. */
  readonly min: Float64Array;
  readonly max: Float64Array;
}

export interface Smoothing {
  readonly kind: Smoother;
  /** In units of x, above zero. */
  readonly width: number;
}

export interface Job {
  readonly lines: readonly LineJob[];
  readonly smoothing: Smoothing | null;
  /** Of each group the indexes of its lines. */
  readonly groups: readonly (readonly number[])[];
  readonly grouping: Grouping;
}

export interface Done {
  /** Of each line the smoothed values of its parts in view; null without smoothing. */
  readonly smoothed: readonly (Float64Array | null)[];
  readonly groups: readonly Grouped[];
}

export function compute(job: Job): Done {
  const { smoothing, lines } = job;
  const smoothed = lines.map(({ parts, from, to }) =>
    smoothing === null ? null : smooth(smoothing.kind, parts, smoothing.width).slice(from, to),
  );
  const members = lines.map((line, i) => memberOf(line, smoothed[i] ?? null));
  const groups = job.groups.map((indexes) =>
    groupRuns(
      indexes.flatMap((i) => members[i] ?? []),
      job.grouping,
    ),
  );
  return { smoothed, groups };
}

/** A smoothed run has the extremes of its smoothed curve: the band belongs to what is drawn. */
function memberOf({ parts, from, to, min, max }: LineJob, smoothed: Float64Array | null) {
  const x = parts.x.subarray(from, to);
  if (smoothed !== null) return { x, value: smoothed, min: smoothed, max: smoothed };
  return { x, value: parts.mean.subarray(from, to), min, max };
}
