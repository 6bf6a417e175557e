import { AllRuns, MOST_RUNS } from "~/data/all_runs";
import type { RunSource } from "~/data/run_list";
import { formatCount } from "~/lib/format";

/** Says how much of a search is in groups and trees while, or although, it is not all. */
export function TableNote({ list }: { list: RunSource }) {
  if (!(list instanceof AllRuns)) return null;
  const total = list.total.value ?? 0;
  const loaded = list.version.value >= 0 ? list.loaded().length : 0;
  if (loaded >= total) return null;
  const part = `${formatCount(loaded)} of ${formatCount(total)} runs`;
  return (
    <p class="table-note" role="status">
      {list.loading.value
        ? `Grouping: ${part} so far`
        : `Made of the first ${part}: a table groups ${formatCount(MOST_RUNS)} at most. Filter to see the others.`}
    </p>
  );
}
