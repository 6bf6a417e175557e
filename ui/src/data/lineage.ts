/** What a run came from and what came out of it. */
import { getLineage, searchRuns } from "~/api/runs";
import type { Lineage, Run } from "~/api/types";
import { type Answer, useAnswer } from "~/data/query";

export type { Lineage } from "~/api/types";

/** More children than these are counted, not listed. */
const SHOWN_CHILDREN = 24;

/** A run with its neighbours. */
export interface Family extends Lineage {
  readonly parent: Run | null;
  readonly children: readonly Run[];
  readonly childCount: number;
}

export function useFamily(run: Run): Answer<Family> {
  return useAnswer({
    key: ["family", run.id],
    ask: async (signal) => {
      const [lineage, parents, children] = await Promise.all([
        getLineage(run.id, signal),
        run.parent === null ? null : runsWhere(`id = '${run.parent}'`, 1, signal),
        runsWhere(`parent = '${run.id}'`, SHOWN_CHILDREN, signal),
      ]);
      return {
        ...lineage,
        parent: parents?.runs[0] ?? null,
        children: children.runs,
        childCount: children.total,
      };
    },
  });
}

/** A neighbour is named and linked; what it logged is on its own page. */
const BARE = { params: [], metrics: [], tags: [] };

function runsWhere(query: string, limit: number, signal: AbortSignal) {
  return searchRuns({ query, limit, order_by: ["started ASC"], fields: BARE }, signal);
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
