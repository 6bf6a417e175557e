/** Params, tags and statistics of many runs at once, for panels that draw a run as one mark. */
import { searchRuns } from "~/api/runs";
import type { Run } from "~/api/types";
import { type News, useNews } from "~/data/live";
import { queries, useAnswer } from "~/data/query";
import { throttle } from "~/lib/throttle";

/** More marks than this tell nobody more. */
export const MOST_RUNS = 1_000;

/** Which runs, and what of them. */
export interface ValuesWanted {
  readonly project: string;
  readonly query: string;
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  readonly tags: readonly string[];
}

export interface RunValues {
  readonly runs: readonly Run[];
  /** How many match in all. */
  readonly total: number;
}

/** The newest runs that match, with the wanted keys alone: a run with 10,000 keys costs as little as any. */
export function useRunValues(wanted: ValuesWanted): {
  readonly data: RunValues | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
} {
  const { project, query, params, metrics, tags } = wanted;
  useFreshValues(project);
  const fields = { params: [...params], metrics: [...metrics], tags: [...tags] };
  return useAnswer({
    key: ["run-values", project, query, fields],
    ask: async (signal) => {
      const search = { project, ...(query && { query }), fields, limit: MOST_RUNS };
      const { runs, total } = await searchRuns(search, signal);
      return { runs, total };
    },
  });
}

/** New values of runs are looked up at most this often, for all panels of a page together. */
const REFRESH_MS = 2_000;

const refreshSoon = throttle(
  () => void queries.invalidateQueries({ queryKey: ["run-values"] }),
  REFRESH_MS,
);

function useFreshValues(project: string): void {
  useNews(`project:${project}`, hear);
}

function hear({ kind }: News): void {
  if (kind === "points" || kind === "run" || kind === "gap") refreshSoon();
}
