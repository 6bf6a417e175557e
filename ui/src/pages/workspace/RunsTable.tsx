import { useEffect, useRef } from "preact/hooks";
import type { GridColumn, Sort } from "~/grid/Column";
import { Grid, type GridEvents, type GridHeights } from "~/grid/Grid";
import type { Span } from "~/grid/window";
import { now } from "~/lib/clock";
import { theme } from "~/lib/theme";
import type { Row } from "~/pages/workspace/rows";
import type { Rows } from "~/pages/workspace/use_workspace";
import { hovered } from "~/panels/hover";

export interface RunsTableProps {
  readonly shown: Rows;
  readonly columns: readonly GridColumn<Row>[];
  readonly pinned: number;
  readonly sort: readonly Sort[];
  readonly events: TableEvents;
  readonly onGrid: (grid: Grid<Row> | null) => void;
  /** Given, rows are cards of this height; it stays the same while the table is there. */
  readonly cards?: GridHeights;
}

export interface TableEvents {
  sorted(column: string, more: boolean): void;
  resized(column: string, width: number): void;
  moved(column: string, before: string | null): void;
  allSelected(on: boolean): void;
  /** These rows are on the screen. */
  windowed(span: Span): void;
  /** `select`, `eye`, `fold`, `open`, `pin`, `baseline` or `focus`. */
  acted(act: string, index: number, row: Row, event: Event): void;
}

/** The runs in one scroll; joins the framework-free grid with the rows. */
export function RunsTable(props: RunsTableProps) {
  const { shown, columns, pinned, sort, onGrid, cards } = props;
  const host = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid<Row> | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (host.current === null) return;
    const events = gridEvents(() => latest.current);
    const made = new Grid<Row>(host.current, "run", "Runs", events, cards);
    grid.current = made;
    onGrid(made);
    return () => {
      onGrid(null);
      made.destroy();
    };
  }, [onGrid, cards]);
  useEffect(() => grid.current?.setColumns(columns, pinned, sort), [columns, pinned, sort]);
  useEffect(() => grid.current?.setRows(shown.rows, shown.isTree ? "treegrid" : "grid"), [shown]);
  // Relative times and colours are drawn by hand, so the clock and the theme must say when.
  useEffect(() => now.subscribe(() => grid.current?.refresh()), []);
  useEffect(() => theme.subscribe(() => grid.current?.refresh()), []);
  return <div class={cards === undefined ? "grid" : "grid cards"} ref={host} />;
}

function gridEvents(props: () => RunsTableProps): GridEvents {
  const rowAt = (row: number | null) => (row === null ? undefined : props().shown.rows.at(row));
  return {
    windowed: (span) => props().events.windowed(span),
    sorted: (column, more) => props().events.sorted(column, more),
    resized: (column, width) => props().events.resized(column, width),
    moved: (column, before) => props().events.moved(column, before),
    allSelected: (on) => props().events.allSelected(on),
    acted: (act, index, event) => {
      const row = rowAt(index);
      if (row !== undefined) props().events.acted(act, index, row, event);
    },
    hovered: (index) => {
      const row = rowAt(index);
      hovered.value = row?.kind === "run" ? { x: null, run: row.run.id, by: "table" } : null;
    },
  };
}
