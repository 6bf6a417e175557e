/** Comments on charts: where they stand, and the place that somebody is about to comment. */
import { signal } from "@preact/signals";
import type { Spot } from "~/charts/Line";
import type { Comment } from "~/data/comments";

/** What charts know of the comments on them. */
export interface ChartComments {
  readonly comments: readonly Comment[];
  /** Whether the reader may write one. */
  readonly mayComment: boolean;
}

/** A chart that is being commented. */
export interface RemarkWish {
  readonly title: string;
  readonly keys: readonly string[];
  readonly runs: readonly { readonly id: string; readonly label: string }[];
  readonly run: string;
  readonly step: number | null;
}

/** The open form; null when there is none. */
export const remarkWish = signal<RemarkWish | null>(null);

interface Chart {
  readonly title: string;
  readonly keys: readonly string[];
  readonly runs: readonly { readonly id: string; readonly label: string }[];
}

/**
 * Opens the comments of a chart.
 *
 * @param spot where on it; null for nowhere.
 * @param onSteps whether x of the spot is a step.
 */
export function openRemarks(chart: Chart, spot: Spot | null, onSteps: boolean): void {
  const first = chart.runs[0];
  if (first === undefined) return;
  // The line of a group is no run: then the form offers the first of them.
  const run = chart.runs.find((one) => one.id === spot?.run) ?? first;
  const step = spot !== null && onSteps ? Math.round(spot.x) : null;
  remarkWish.value = { ...chart, run: run.id, step };
}

/** Comments that stand on a panel of these metrics in these runs. */
export function remarksOn(
  { comments }: ChartComments,
  keys: readonly string[],
  runs: readonly { readonly id: string }[],
): Comment[] {
  const shown = new Set(runs.map((run) => run.id));
  return comments.filter(({ run, key }) => run !== null && shown.has(run) && keys.includes(key));
}
