/** The runs of a search, and the columns that show them: each depends on the other. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useNewKeys } from "~/data/keys";
import type { KeyCount } from "~/data/projects";
import type { RunFields, RunSource } from "~/data/run_list";
import { autoColumns } from "~/pages/workspace/auto_columns";
import { differingColumns, shownOrder } from "~/pages/workspace/columns";
import { fieldsFor } from "~/pages/workspace/fields";
import type { WorkspaceState } from "~/pages/workspace/state";
import { type Found, useRunList } from "~/pages/workspace/use_workspace";

/** What chooses columns before anybody did: params, which tell runs apart, and no metrics. */
const FOR_CHOOSING: RunFields = { params: null, metrics: [], tags: [] };

/** Rows that decide which columns are worth a place. */
const LOOKED_AT = 50;

/** The first columns stand at once; those of these runs follow behind them. */
const BEFORE_CHOICE: readonly string[] = ["status"];

interface Columns extends Found {
  /** In the order of the table. */
  readonly columns: readonly string[];
}

export function useColumns(
  project: string,
  state: WorkspaceState,
  keys: readonly KeyCount[] | undefined,
): Columns {
  const [chosen, choose] = useState<readonly string[] | null>(null);
  const ids = state.columns ?? chosen;
  // Charts alone need none of the columns' values; a table that was seen keeps its own.
  const wasShown = useRef(false);
  wasShown.current ||= state.layout !== "charts" || state.group.length > 0;
  const fields = ids === null || !wasShown.current ? FOR_CHOOSING : fieldsFor(ids, state);
  const { list, error } = useRunList(project, state, fields);
  useNewKeys(project, keys);
  const version = list.version.value;
  // Columns are chosen once, when the first runs and keys are here: they must not jump with news or filters.
  // A first run that has measured nothing yet says little: what it measures later counts as well.
  const isBare = chosen === null || !chosen.some((id) => id.startsWith("metric."));
  const measured = keys?.some((key) => key.kind === "metric") ?? false;
  const hasMore = chosen === null || measured;
  const mayChoose = isBare && hasMore && list.head(1).length > 0 && keys !== undefined;
  useEffect(() => {
    if (mayChoose && keys !== undefined) choose(autoColumns(list.head(LOOKED_AT), keys));
  }, [mayChoose, keys, list]);
  const all = ids ?? BEFORE_CHOICE;
  const empty = useEmpty(project, state, all, list);
  const stamp = [...all, "", ...state.pins].join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says what the columns are, the version that runs of the same list changed.
  const columns = useMemo(() => {
    const filled = all.filter((id) => !empty.has(id));
    const shown = state.differing ? differingColumns(filled, list.loaded()) : filled;
    return shownOrder(shown, state.pins);
  }, [stamp, empty, state.differing, state.differing && version, list]);
  return { list, error, columns };
}

const NONE: ReadonlySet<string> = new Set();

/** Columns that are hidden because nothing is in them; none until it is known. */
function useEmpty(
  project: string,
  { filled, query, trash }: WorkspaceState,
  ids: readonly string[],
  list: RunSource,
): ReadonlySet<string> {
  const [empty, setEmpty] = useState(NONE);
  const total = list.total.value;
  const stamp = ids.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says what the columns are; the total, that other runs match.
  useEffect(() => {
    if (!filled) return setEmpty(NONE);
    const stop = new AbortController();
    const matching = { project, deleted: trash, query };
    import("~/pages/workspace/filled")
      .then((part) => part.emptyColumns(matching, ids, list.loaded(), stop.signal))
      // A column that may be empty is no harm; the list says what is wrong with the query.
      .then(
        (found) => !stop.signal.aborted && setEmpty(found),
        () => {},
      );
    return () => stop.abort();
  }, [filled, project, query, trash, stamp, list, total]);
  return empty;
}
