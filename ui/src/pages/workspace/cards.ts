/** What a card of a run shows: the columns of the table that have a place on it. */
import type { KeyCount } from "~/data/projects";
import type { GridColumn } from "~/grid/Column";
import { autoColumns } from "~/pages/workspace/auto_columns";
import { runColumns } from "~/pages/workspace/columns";
import type { RowContext } from "~/pages/workspace/row_context";
import type { Row } from "~/pages/workspace/rows";

/** As many as stand side by side on a phone and can still be read. */
const MOST_METRICS = 3;

/** Styles give a cell its place; the grid only needs to find every column in view. */
const NO_WIDTH = 1;

/** The columns on a card: the first metrics of the table, or those that it would choose itself. */
export function cardIds(ids: readonly string[], keys: readonly KeyCount[]): readonly string[] {
  const shown = ids.filter(isMetric);
  const metrics = shown.length > 0 ? shown : autoColumns([], keys).filter(isMetric);
  return ["status", "started", ...metrics.slice(0, MOST_METRICS)];
}

function isMetric(id: string): boolean {
  return id.startsWith("metric.");
}

/** The columns of `cardIds` as a grid takes them: a metric says in each card what it is called. */
export function cardColumns(
  ids: readonly string[],
  all: "all" | "some" | "none",
  context: RowContext,
): readonly GridColumn<Row>[] {
  const { columns } = runColumns({ ids, pins: [], widths: {} }, all, context);
  return columns.map((column) => ({
    ...column,
    width: NO_WIDTH,
    movable: false,
    ...(isMetric(column.id) && { render: (cell, row) => renderMetric(cell, row, column) }),
  }));
}

function renderMetric(cell: HTMLElement, row: Row, column: GridColumn<Row>): void {
  const [name, value] = cell.children.length === 2 ? cell.children : addParts(cell);
  if (!(name instanceof HTMLElement && value instanceof HTMLElement)) return;
  const { title, detail } = column;
  const label = detail === undefined ? title : `${title} ${detail}`;
  if (name.title !== label) writeLabel(name, label);
  column.render(value, row);
}

/** The end of a name tells it from its neighbours, so it is the way there that is cut off. */
function writeLabel(name: HTMLElement, label: string): void {
  const cut = Math.max(0, label.lastIndexOf("/"));
  name.title = label;
  name.replaceChildren(part("stat-path", label.slice(0, cut)), part("clip", label.slice(cut)));
}

function addParts(cell: HTMLElement): readonly HTMLElement[] {
  const parts = [part("stat-name", ""), part("stat-value", "")];
  cell.replaceChildren(...parts);
  return parts;
}

function part(className: string, text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}
