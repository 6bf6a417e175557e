/** The two runs of the parts that compare two. */
import type { Run } from "~/data/compare";
import type { ComparedRun } from "~/pages/compare/columns";
import { type CompareState, pairOf } from "~/pages/compare/state";

/** What every part gets. */
export interface PairTabProps {
  readonly state: CompareState;
  readonly runs: readonly ComparedRun[];
}

/** Baseline and other run; there are at least two runs. */
export function runsOfPair({ state, runs }: PairTabProps): readonly [Run, Run] | null {
  const { baseline, other } = pairOf(
    state,
    runs.map(({ run }) => run.id),
  );
  const before = runs.find(({ run }) => run.id === baseline)?.run;
  const after = runs.find(({ run }) => run.id === other)?.run;
  return before === undefined || after === undefined ? null : [before, after];
}
