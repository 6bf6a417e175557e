import { useEffect, useMemo, useRef } from "preact/hooks";
import type { TableColumn, TableRow, TableRowList } from "~/data/tables";
import type { Sort } from "~/grid/Column";
import { Grid, type GridEvents } from "~/grid/Grid";
import { type CellContext, tableColumns } from "~/pages/tables/cells";

interface TableGridProps {
  readonly label: string;
  readonly list: TableRowList;
  readonly columns: readonly TableColumn[];
  readonly sort: readonly string[];
  readonly context: CellContext;
  readonly events: TableGridEvents;
}

export interface TableGridEvents {
  /** The column's head was clicked; with Shift it is one key of several. */
  sorted(column: string, further: boolean): void;
  resized(column: string, width: number): void;
  opened(index: number): void;
  /** The picture at this address is wanted large. */
  enlarged(url: string): void;
}

const PICTURE_ROW = 56;
const PLAIN_ROW = 28;
const HEADER = 52;
const PAGE_KEYS: Readonly<Record<string, number>> = { PageDown: 12, PageUp: -12 };

/** The rows in one scroll; joins the framework-free grid with the list of rows. */
export function TableGrid(props: TableGridProps) {
  const { list, columns, sort, context, label } = props;
  const host = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid<TableRow> | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const hasPictures = columns.some((column) => column.kind === "image");
  useEffect(() => {
    if (host.current === null) return;
    const heights = { row: hasPictures ? PICTURE_ROW : PLAIN_ROW, header: HEADER };
    const made = new Grid<TableRow>(
      host.current,
      "table-row",
      label,
      gridEvents(() => latest.current),
      heights,
    );
    grid.current = made;
    return () => made.destroy();
  }, [hasPictures, label]);
  const shown = useMemo(() => tableColumns(columns, context), [columns, context]);
  const sorts = useMemo(() => sort.map(sortOf), [sort]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another grid must be told its columns too.
  useEffect(() => grid.current?.setColumns(shown, 1, sorts), [shown, sorts, hasPictures, label]);
  const version = list.version.value;
  const matched = list.matched.value ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that rows of the same list changed.
  useEffect(() => {
    grid.current?.setRows({ count: matched, at: (index) => list.at(index) });
  }, [list, matched, version, hasPictures, label]);
  const onKeyDown = (event: KeyboardEvent) => {
    const made = grid.current;
    if (made === null || event.target !== host.current) return;
    const step = stepOf(event.key, matched);
    if (event.key === "Enter" && made.activeRow >= 0) props.events.opened(made.activeRow);
    else if (step === null) return;
    else made.activate(made.activeRow + step);
    event.preventDefault();
  };
  // biome-ignore lint/a11y/noStaticElementInteractions: the grid gives the element its role.
  return <div class="grid table-grid" ref={host} onKeyDown={onKeyDown} />;
}

function stepOf(key: string, count: number): number | null {
  if (key === "ArrowDown") return 1;
  if (key === "ArrowUp") return -1;
  if (key === "Home") return -count;
  if (key === "End") return count;
  return PAGE_KEYS[key] ?? null;
}

function sortOf(key: string): Sort {
  return key.startsWith("-")
    ? { column: key.slice(1), descending: true }
    : { column: key, descending: false };
}

function gridEvents(props: () => TableGridProps): GridEvents {
  return {
    windowed: (span) => props().list.want(span),
    sorted: (column, more) => props().events.sorted(column, more),
    resized: (column, width) => props().events.resized(column, width),
    acted: (act, row) => {
      if (act.startsWith("image:")) props().events.enlarged(act.slice("image:".length));
      else if (act === "open") props().events.opened(row);
    },
    hovered: () => {},
  };
}
