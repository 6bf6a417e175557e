/** The header row of a grid: titles, the sort marks, and edges that set the width of a column. */
import type { GridColumn, Sort } from "~/grid/Column";
import { followDrag } from "~/grid/header_drag";
import type { ColumnLayout } from "~/grid/RowView";

export interface HeaderEvents {
  /** A title was used; `more` keeps the columns that order already. */
  sorted(column: string, more: boolean): void;
  resized(column: string, width: number): void;
  /** Its edge was clicked twice: as wide as what is in it. */
  fitted(column: string): void;
  /** It was put in front of another column; null is the end. */
  moved?(column: string, before: string | null): void;
  /** The box in a title was used. */
  allSelected?(on: boolean): void;
}

const LEAST_WIDTH = 48;

/** Fills the header; called when columns or sort change, which is rare. */
export function renderHeader<Row>(
  header: HTMLElement,
  layout: ColumnLayout<Row>,
  sorts: readonly Sort[],
  events: HeaderEvents,
): void {
  const cells = layout.columns.map((column, i) => {
    const cell = headerCell(column, sorts, events);
    cell.setAttribute("aria-colindex", String(i + 1));
    if (i < layout.pinned) {
      cell.classList.add("pinned");
      if (i === layout.pinned - 1) cell.classList.add("pinned-last");
      cell.style.left = `${layout.offsets[i] ?? 0}px`;
    }
    if (column.movable && events.moved) followDrag(header, cell, layout, column.id, events.moved);
    return cell;
  });
  header.replaceChildren(...cells);
}

function headerCell<Row>(
  column: GridColumn<Row>,
  sorts: readonly Sort[],
  events: HeaderEvents,
): HTMLElement {
  const cell = document.createElement("div");
  cell.className = `grid-head ${column.align}`;
  cell.dataset["column"] = column.id;
  cell.setAttribute("role", "columnheader");
  cell.style.width = `${column.width}px`;
  if (column.all !== undefined) cell.append(allBox(column.all, events));
  if (!column.sortable) {
    if (column.all === undefined && column.title !== "") cell.append(plainTitle(column.title));
    column.head?.(cell);
    return cell;
  }
  const place = sorts.findIndex((one) => one.column === column.id);
  const sorted = sorts[place];
  const order = sorted === undefined ? "none" : sorted.descending ? "descending" : "ascending";
  cell.setAttribute("aria-sort", order);
  cell.append(sortButton(column, sorted, sorts.length > 1 ? place + 1 : 0, events));
  column.head?.(cell);
  cell.append(resizeEdge(column, cell, events));
  return cell;
}

function allBox(all: "all" | "some" | "none", events: HeaderEvents): HTMLElement {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.tabIndex = -1;
  box.checked = all === "all";
  box.indeterminate = all === "some";
  box.setAttribute("aria-label", "Select all runs");
  box.addEventListener("change", () => events.allSelected?.(box.checked));
  return box;
}

function sortButton<Row>(
  column: GridColumn<Row>,
  sorted: Sort | undefined,
  place: number,
  events: HeaderEvents,
): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = sorted ? "grid-title sorted" : "grid-title";
  const name = column.detail ? `${column.title} (${column.detail})` : column.title;
  button.title = `${name}: click to order, Shift adds, drag or Alt and arrows to move`;
  button.append(span("grid-title-text", column.title));
  if (column.detail) button.append(span("grid-detail", column.detail));
  const arrow = sorted === undefined ? "" : sorted.descending ? "↓" : "↑";
  const mark = span("grid-sort-mark", `${arrow}${sorted && place > 0 ? place : ""}`);
  mark.setAttribute("aria-hidden", "true");
  button.append(mark);
  button.addEventListener("click", (event) => events.sorted(column.id, event.shiftKey));
  return button;
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}

function resizeEdge<Row>(
  column: GridColumn<Row>,
  cell: HTMLElement,
  events: HeaderEvents,
): HTMLElement {
  const edge = span("grid-edge", "");
  edge.setAttribute("aria-hidden", "true");
  edge.addEventListener("dblclick", () => events.fitted(column.id));
  edge.addEventListener("pointerdown", (down) => {
    down.preventDefault();
    down.stopPropagation();
    edge.setPointerCapture(down.pointerId);
    const wasWide = cell.offsetWidth;
    const follow = (move: PointerEvent) => {
      cell.style.width = `${Math.max(LEAST_WIDTH, wasWide + move.clientX - down.clientX)}px`;
    };
    const end = () => {
      edge.removeEventListener("pointermove", follow);
      if (cell.offsetWidth !== wasWide) events.resized(column.id, cell.offsetWidth);
    };
    edge.addEventListener("pointermove", follow);
    edge.addEventListener("pointerup", end, { once: true });
  });
  return edge;
}

function plainTitle(title: string): HTMLElement {
  const label = document.createElement("span");
  label.className = "grid-title";
  label.textContent = title;
  return label;
}
