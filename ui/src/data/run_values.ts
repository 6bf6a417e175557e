/** Params, tags and statistics of many runs at once, for panels that draw a run as one mark. */
import { searchRuns } from "~/api/runs";
import type { Run } from "~/api/types";
import { useAnswer } from "~/data/query";

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
