/** What the viewer shows of a table: its head, its rows, its statistics, what is drawn of it. */
import { useEffect, useMemo } from "preact/hooks";
import {
  type ColumnStatistics,
  type TableColumn,
  TableRowList,
  type TableView,
  useTableHead,
  useTableStatistics,
} from "~/data/tables";
import { plotOf, type TablePlot } from "~/pages/tables/plot";
import { orderOf, pickedView, type TableState, viewOf } from "~/pages/tables/state";

export interface ShownTable {
  readonly columns: readonly TableColumn[];
  readonly visible: readonly TableColumn[];
  readonly plot: TablePlot;
  readonly id: string | null;
  /** What plots are drawn of. */
  readonly view: TableView;
  /** What is listed. */
  readonly listed: TableView;
  readonly order: readonly string[];
  readonly list: TableRowList;
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
  readonly headError: Error | null;
  readonly retryHead: () => void;
}

const NO_COLUMNS: readonly TableColumn[] = [];

export function useTable(run: string, path: string, state: TableState): ShownTable {
  const view = viewOf(state, path);
  const listed = pickedView(state, path);
  const head = useTableHead(run, view);
  const statistics = useTableStatistics(run, listed);
  const columns = head.data?.columns ?? NO_COLUMNS;
  const hidden = state.hidden.join("\n");
  const visible = useMemo(() => {
    const gone = new Set(hidden.split("\n"));
    return columns.filter((column) => !gone.has(column.name));
  }, [columns, hidden]);
  const order = orderOf(state.sort);
  const stamp = JSON.stringify([run, listed, order, visible.map((one) => one.name)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp is all that the list hangs on; its parts are new objects each time.
  const list = useMemo(
    () =>
      new TableRowList(
        run,
        listed,
        order,
        visible.map((one) => one.name),
      ),
    [stamp],
  );
  useEffect(() => () => list.destroy(), [list]);
  const byName = useMemo(
    () => new Map((statistics.data?.columns ?? []).map((one) => [one.name, one])),
    [statistics.data],
  );
  const told = useMemo(() => plotOf(head.data?.plot, columns), [head.data, columns]);
  const plot = {
    ...told,
    kind: state.plot ?? told.kind,
    truth: state.truth || told.truth,
    predicted: state.predicted || told.predicted,
  };
  return {
    ...{ columns, visible, plot, view, listed, order, list },
    id: head.data?.id ?? null,
    statistics: byName,
    headError: head.error,
    retryHead: head.retry,
  };
}
