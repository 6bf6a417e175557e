/** Whether a search finds anything, without its runs. */
import { searchRuns } from "~/api/runs";
import type { RunSearch } from "~/api/types";

/** What decides which runs match. */
export type Matching = Pick<RunSearch, "project" | "query" | "deleted">;

const NOTHING = { params: [], metrics: [], tags: [] };

/** How many runs match. */
export async function countMatching(search: Matching, stop: AbortSignal): Promise<number> {
  return (await searchRuns({ ...search, fields: NOTHING, limit: 1 }, stop)).total;
}
