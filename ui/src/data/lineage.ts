/** What things came from and what came out of them, and what went into runs. */
import { getDifference, getLineageGraph, getRecipe, type LineageStart } from "~/api/lineage";
import { searchRuns } from "~/api/runs";
import type { LineageGraph, Recipe, Run, RunDifference } from "~/api/types";
import { type Answer, useAnswer } from "~/data/query";

export type { LineageStart } from "~/api/lineage";
export type {
  GroupDifference,
  LineageGraph,
  LineageNode,
  Recipe,
  RunDifference,
} from "~/api/types";

/** Runs of the same inputs, and repetitions, that are listed; more are counted. */
const LISTED = 50;

/** A run is named and linked; what it logged is on its own page. */
const BARE = { params: [], metrics: [], tags: [] };

/** Links that are followed at first, and at most. */
export const NEAR = 3;
export const FAR = 5;

export function useLineageGraph(start: LineageStart, depth: number): Answer<LineageGraph> {
  return useAnswer({
    key: ["lineage graph", start, depth],
    ask: (signal) => getLineageGraph(start, depth, signal),
  });
}

/** What went into a run, as far as it is known now. */
export function useRecipe(run: string): Answer<Recipe> {
  return useAnswer({ key: ["recipe", run], ask: (signal) => getRecipe(run, signal) });
}

/** What went into a run, beside the last good run before it. */
export function useLastGood(run: string): Answer<RunDifference> {
  return useAnswer({
    key: ["difference", run, "last-good"],
    ask: (signal) => getDifference(run, "last-good", signal),
  });
}

/** Some runs, and how many there are in all. */
export interface RunsFound {
  readonly runs: readonly Run[];
  readonly total: number;
}

/** Runs whose inputs are all equal to these, the newest first. */
export function useReplicas(run: Run): Answer<RunsFound> {
  const all = run.fingerprint["all"] ?? "";
  return useAnswer({
    key: ["replicas", run.id, all],
    ask: (signal) => {
      const query = `fingerprint.all = '${all}' and id != '${run.id}'`;
      const fields = { ...BARE, tags: ["reproduces"] };
      return searchRuns({ query, limit: LISTED, order_by: ["started DESC"], fields }, signal);
    },
    when: all !== "",
  });
}

/** Runs that repeat this one, the newest first. */
export function useReproductions(run: string): Answer<RunsFound> {
  return useAnswer({
    key: ["reproductions", run],
    ask: (signal) => {
      const query = `tags.reproduces = '${run}'`;
      const fields = { ...BARE, tags: ["reproduction.verdict"] };
      return searchRuns({ query, limit: LISTED, order_by: ["started DESC"], fields }, signal);
    },
  });
}

/** Runs of a project that another one may be compared with, the newest first. */
export function useBaselines(project: string): Answer<readonly Run[]> {
  return useAnswer({
    key: ["baselines", project],
    ask: async (signal) => {
      const search = { project, limit: 100, order_by: ["started DESC"], fields: BARE };
      return (await searchRuns(search, signal)).runs;
    },
  });
}
