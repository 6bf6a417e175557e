/** The header row of a grid: titles, the sort mark, and edges that set the width of a column. */
import type { GridColumn, Sort } from "~/grid/Column";
import type { ColumnLayout } from "~/grid/RowView";

export interface HeaderEvents {
  sorted(column: string): void;
  resized(column: string, width: number): void;
}

const LEAST_WIDTH = 48;

/** Fills the header; called when columns or sort change, which is rare. */
export function renderHeader<Row>(
  header: HTMLElement,
  layout: ColumnLayout<Row>,
  sort: Sort | null,
  events: HeaderEvents,
): void {
  const cells = layout.columns.map((column, i) => {
    const cell = headerCell(column, sort, events);
    cell.setAttribute("aria-colindex", String(i + 1));
    if (i < layout.pinned) {
      cell.classList.add("pinned");
      cell.style.left = `${layout.offsets[i] ?? 0}px`;
    }
    return cell;
  });
  header.replaceChildren(...cells);
}

function headerCell<Row>(
  column: GridColumn<Row>,
  sort: Sort | null,
  events: HeaderEvents,
): HTMLElement {
  const cell = document.createElement("div");
  cell.className = `grid-head ${column.align}`;
  cell.setAttribute("role", "columnheader");
  cell.style.width = `${column.width}px`;
  const sorted = sort?.column === column.id ? sort : null;
  if (column.sortable) {
    const order = sorted === null ? "none" : sorted.descending ? "descending" : "ascending";
    cell.setAttribute("aria-sort", order);
    cell.append(sortButton(column, sorted, events));
  } else {
    const label = document.createElement("span");
    label.className = "grid-title";
    label.textContent = column.title;
    cell.append(label);
  }
  column.head?.(cell);
  if (column.sortable) cell.append(resizeEdge(column, cell, events));
  return cell;
}

function sortButton<Row>(
  column: GridColumn<Row>,
  sorted: Sort | null,
  events: HeaderEvents,
): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = sorted ? "grid-title sorted" : "grid-title";
  button.title = column.detail ? `${column.title} (${column.detail})` : column.title;
  const title = document.createElement("span");
  title.className = "grid-title-text";
  title.textContent = column.title;
  button.append(title);
  if (column.detail) {
    const detail = document.createElement("span");
    detail.className = "grid-detail";
    detail.textContent = column.detail;
    button.append(detail);
  }
  const mark = document.createElement("span");
  mark.className = "grid-sort-mark";
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = sorted === null ? "" : sorted.descending ? "↓" : "↑";
  button.append(mark);
  button.addEventListener("click", () => events.sorted(column.id));
  return button;
}

function resizeEdge<Row>(
  column: GridColumn<Row>,
  cell: HTMLElement,
  events: HeaderEvents,
): HTMLElement {
  const edge = document.createElement("span");
  edge.className = "grid-edge";
  edge.setAttribute("aria-hidden", "true");
  edge.addEventListener("pointerdown", (down) => {
    down.preventDefault();
    edge.setPointerCapture(down.pointerId);
    const wasWide = cell.offsetWidth;
    const follow = (move: PointerEvent) => {
      cell.style.width = `${Math.max(LEAST_WIDTH, wasWide + move.clientX - down.clientX)}px`;
    };
    edge.addEventListener("pointermove", follow);
    edge.addEventListener(
      "pointerup",
      () => {
        edge.removeEventListener("pointermove", follow);
        events.resized(column.id, cell.offsetWidth);
      },
      { once: true },
    );
  });
  return edge;
}
