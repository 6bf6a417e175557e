/** The runs of a comparison as its parts show them. */
import { slotsOf } from "~/data/colours";
import type { Run } from "~/data/compare";

/** A run with its colour. */
export interface ComparedRun {
  readonly run: Run;
  readonly slot: number;
}

/** Runs in their order, each with the colour that it has everywhere in the project. */
export function comparedRuns(project: string, runs: readonly Run[]): ComparedRun[] {
  const slots = slotsOf(
    project,
    runs.map((run) => run.id),
  );
  return runs.map((run, i) => ({ run, slot: slots[i] ?? 0 }));
}
