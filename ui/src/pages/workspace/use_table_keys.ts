/** The keys of the table: move, select, show curves, pin, compare. */
import { useMemo, useRef } from "preact/hooks";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import type { Grid, GridRows } from "~/grid/Grid";
import { links, navigate } from "~/lib/location";
import { MOST_COMPARED } from "~/pages/workspace/compare_link";
import type { TableEvents } from "~/pages/workspace/RunsTable";
import type { Row } from "~/pages/workspace/rows";
import type { Selection } from "~/pages/workspace/use_selection";

interface Table {
  readonly project: string;
  readonly grid: { readonly current: Grid<Row> | null };
  readonly rows: GridRows<Row>;
  readonly events: TableEvents;
  readonly selection: Selection;
}

export function useTableKeys(table: Table): void {
  const latest = useRef(table);
  latest.current = table;
  const shortcuts = useMemo<Shortcut[]>(() => {
    const now = () => latest.current;
    return [...moving(now), ...acting(now), ...selecting(now)];
  }, []);
  useShortcuts(shortcuts);
}

function moving(now: () => Table): Shortcut[] {
  const move = (by: number) => () => {
    const grid = now().grid.current;
    grid?.activate(grid.activeRow + by);
  };
  return [
    { key: "j", label: "Next run", run: move(1) },
    { key: "k", label: "Previous run", run: move(-1) },
    { key: "ArrowDown", label: "Next run", run: move(1) },
    { key: "ArrowUp", label: "Previous run", run: move(-1) },
  ];
}

function acting(now: () => Table): Shortcut[] {
  const act = (name: string) => () => {
    const { grid, rows, events } = now();
    const index = grid.current?.activeRow ?? -1;
    const row = rows.at(index);
    if (row === undefined) return;
    const folds = name === "open" && row.kind === "group";
    events.acted(folds ? "fold" : name, index, row, new Event("key"));
  };
  return [
    { key: " ", label: "Show or hide the curves of a run", run: act("eye") },
    { key: "Enter", label: "Open a run or group", run: act("open") },
    { key: "p", label: "Pin a run to the top", run: act("pin") },
    { key: "b", label: "Compare all runs with this one", run: act("baseline") },
  ];
}

function selecting(now: () => Table): Shortcut[] {
  const select = (extend: boolean) => () => {
    const { grid, selection } = now();
    const index = grid.current?.activeRow ?? -1;
    if (index < 0) return;
    if (extend) selection.extend(index);
    else selection.toggle(index);
  };
  const compare = () => {
    const { project, selection } = now();
    const ids = [...selection.ids];
    if (ids.length > 1 && ids.length <= MOST_COMPARED) navigate(links.compare(project, ids));
  };
  return [
    { key: "x", label: "Select a run", run: select(false) },
    { key: "X", label: "Select up to this run", run: select(true) },
    { key: "c", label: "Compare the selected runs", run: compare },
    { key: "Escape", label: "Select none", run: () => now().selection.clear() },
  ];
}
