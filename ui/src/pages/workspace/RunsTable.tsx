import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Run } from "~/data/projects";
import type { RunList } from "~/data/run_list";
import type { Sort } from "~/grid/Column";
import { Grid, type GridEvents } from "~/grid/Grid";
import { now } from "~/lib/clock";
import { theme } from "~/lib/theme";
import { PINNED, type RowContext, runColumns } from "~/pages/workspace/columns";
import { hovered } from "~/panels/hover";

interface RunsTableProps {
  readonly list: RunList;
  readonly columns: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  readonly sort: Sort | null;
  readonly context: RowContext;
  readonly events: TableEvents;
  readonly onGrid: (grid: Grid<Run> | null) => void;
}

export interface TableEvents {
  sorted(column: string): void;
  resized(column: string, width: number): void;
  /** `select`, `eye`, `open` or `focus`. */
  acted(act: string, run: Run, event: Event): void;
}

/** The runs in one scroll; joins the framework-free grid with the list of runs. */
export function RunsTable(props: RunsTableProps) {
  const { list, columns, widths, sort, context, onGrid } = props;
  const host = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid<Run> | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (host.current === null) return;
    const made = new Grid<Run>(
      host.current,
      "run",
      "Runs",
      gridEvents(() => latest.current),
    );
    grid.current = made;
    onGrid(made);
    return () => {
      onGrid(null);
      made.destroy();
    };
  }, [onGrid]);
  const shownColumns = useMemo(
    () => runColumns(columns, widths, context),
    [columns, widths, context],
  );
  useEffect(() => grid.current?.setColumns(shownColumns, PINNED, sort), [shownColumns, sort]);
  const version = list.version.value;
  const total = list.total.value ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that rows of the same list changed.
  useEffect(() => {
    grid.current?.setRows({ count: total, at: (index) => list.at(index) });
  }, [list, total, version]);
  // Relative times and colours are drawn by hand, so the clock and the theme must say when.
  useEffect(() => now.subscribe(() => grid.current?.refresh()), []);
  useEffect(() => theme.subscribe(() => grid.current?.refresh()), []);
  return <div class="grid" ref={host} />;
}

function gridEvents(props: () => RunsTableProps): GridEvents {
  const runAt = (row: number | null) => (row === null ? undefined : props().list.at(row));
  return {
    windowed: (span) => props().list.want(span),
    sorted: (column) => props().events.sorted(column),
    resized: (column, width) => props().events.resized(column, width),
    acted: (act, row, event) => {
      const run = runAt(row);
      if (run !== undefined) props().events.acted(act, run, event);
    },
    hovered: (row) => {
      const run = runAt(row);
      hovered.value = run === undefined ? null : { x: null, run: run.id, by: "table" };
    },
  };
}
