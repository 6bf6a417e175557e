import { useCallback, useMemo, useRef } from "preact/hooks";
import { lazy } from "~/components/lazy";
import type { Run } from "~/data/projects";
import { RunList, type RunSource } from "~/data/run_list";
import type { Grid, GridRows } from "~/grid/Grid";
import { links } from "~/lib/location";
import { isNarrow } from "~/lib/narrow";
import { runColumns } from "~/pages/workspace/columns";
import type { Group } from "~/pages/workspace/grouping";
import { RunsTable, type RunsTableProps, type TableEvents } from "~/pages/workspace/RunsTable";
import { tableEvents } from "~/pages/workspace/row_actions";
import type { RowContext } from "~/pages/workspace/row_context";
import type { Row } from "~/pages/workspace/rows";
import { groupSlots } from "~/pages/workspace/shown_runs";
import type { WorkspaceState } from "~/pages/workspace/state";
import { TableNote } from "~/pages/workspace/TableNote";
import { textOf, useToast } from "~/pages/workspace/toast_state";
import { MOST_SELECTED, type Selection, useSelection } from "~/pages/workspace/use_selection";
import { useTableKeys } from "~/pages/workspace/use_table_keys";
import { useDetails, useRows } from "~/pages/workspace/use_workspace";
import type { ShownRun } from "~/panels/settings";

const BulkBar = lazy(
  async () => (await import("~/pages/workspace/BulkBar")).BulkBar,
  "What can be done",
);

const Toast = lazy(async () => (await import("~/pages/workspace/Toast")).Toast, "The message");

const RunCards = lazy(
  async () => (await import("~/pages/workspace/RunCards")).RunCards,
  "The runs",
);

interface RunsPaneProps {
  readonly project: string;
  readonly list: RunSource;
  readonly groups: readonly Group[];
  /** In the order of the table. */
  readonly columns: readonly string[];
  /** The runs with curves. */
  readonly runs: readonly ShownRun[];
  readonly state: WorkspaceState;
}

/** The table with what can be done in it: order, select, group, show curves, tag, delete. */
export function RunsPane(props: RunsPaneProps) {
  const { project, list, groups, columns, state } = props;
  const grid = useRef<Grid<Row> | null>(null);
  const onGrid = useCallback((made: Grid<Row> | null) => {
    grid.current = made;
  }, []);
  const rows = useRef<GridRows<Row> | null>(null);
  const selection = useSelection(rows);
  const shown = useRows(project, list, groups, state, selection.has);
  rows.current = shown.rows;
  const toast = useToast();
  const context = useRowContext(props, selection);
  const total = list.total.value ?? 0;
  const all = selection.ids.size === 0 ? "none" : selection.ids.size >= total ? "all" : "some";
  const sortStamp = JSON.stringify(state.sort);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  const sort = useMemo(() => state.sort, [sortStamp]);
  const events: TableEvents = {
    ...tableEvents(project, state, columns, props.runs, selection),
    windowed: (span) => {
      const top = shown.rows.count - total;
      const [first, end] = [Math.max(0, span.first - top), Math.max(1, span.end - top)];
      if (list instanceof RunList) list.want({ first, end });
    },
    allSelected: (on) => {
      if (!on) selection.clear();
      else
        void list.ids(MOST_SELECTED).then(selection.set, (error: unknown) => {
          toast.show({ text: textOf(error), tone: "fail" });
        });
    },
  };
  useTableKeys({ project, grid, rows: shown.rows, events, selection });
  return (
    <section class="runs-pane" aria-label="Runs">
      <Rows {...{ all, context, shown, sort, events, onGrid }} pane={props} />
      <TableNote list={list} />
      {selection.ids.size > 0 && (
        <BulkBar project={project} list={list} selection={selection} toast={toast} state={state} />
      )}
      <div class="toast-place" role="status">
        {toast.message !== null && <Toast toast={toast} />}
      </div>
    </section>
  );
}

interface RowsProps extends Omit<RunsTableProps, "columns" | "pinned"> {
  readonly pane: RunsPaneProps;
  readonly all: "all" | "some" | "none";
  readonly context: RowContext;
}

/** The runs as a table, or as cards where there is no room for one. */
function Rows({ pane, all, context, ...table }: RowsProps) {
  const { project, list, columns, state } = pane;
  const { pins, widths } = state;
  const widthStamp = JSON.stringify(widths) + pins.join();
  const columnStamp = columns.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamps say what the columns are; the objects are new with each address.
  const made = useMemo(
    () => runColumns({ ids: columns, pins, widths }, all, context),
    [columnStamp, widthStamp, all, context],
  );
  if (!isNarrow.value) return <RunsTable {...table} {...made} />;
  return <RunCards {...table} {...{ project, list, state, all, context }} ids={columns} />;
}

/** What cells use; a new one only when something in it changed, since then all cells are filled. */
function useRowContext(props: RunsPaneProps, selection: Selection): RowContext {
  const { project, groups, runs, state } = props;
  const { details, version } = useDetails(project, state.baseline ? [state.baseline] : []);
  const stamp = runs.map((run) => `${run.id}:${run.slot}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp holds all that cells use of the runs, which are new objects with each piece of news.
  return useMemo<RowContext>(() => {
    const slots = new Map(runs.map((run) => [run.id, run.slot]));
    const ofGroups = groupSlots(project, groups);
    return {
      slotOf: (run) => slots.get(run) ?? null,
      groupSlot: (key) => ofGroups.get(key) ?? null,
      isSelected: selection.has,
      hrefOf: (run: Run) => links.run(project, run.id),
      baseline: details.get(state.baseline),
      average: state.average,
      isGrouped: groups.length > 0,
    };
  }, [stamp, selection.has, project, groups, state.baseline, version, state.average]);
}
