/** One recycled row of a grid: its cells are filled again only when row or column changed. */
import type { GridColumn, RowLook } from "~/grid/Column";
import { CellStrip } from "~/grid/cell_strip";
import { mayOverflow } from "~/grid/measure";
import type { Span } from "~/grid/window";

/** The columns in force: the first `pinned` of them stay at the left while the others scroll. */
export interface ColumnLayout<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly pinned: number;
  readonly offsets: readonly number[];
}

export class RowView<Row> {
  readonly element = document.createElement("div");
  index = -1;
  private row: Row | undefined;
  private stamp = "";
  private dressed: ColumnLayout<Row> | null = null;
  private top = -1;
  private readonly pinned: HTMLElement[] = [];
  // Held at the left as one: each part that is held is a layer of its own for the browser.
  private readonly held = document.createElement("div");
  private readonly cells = new CellStrip(makeCell);
  private readonly spacer = document.createElement("div");

  constructor(private readonly name: string) {
    this.element.className = "grid-row";
    this.element.setAttribute("role", "row");
    this.spacer.className = "grid-spacer";
    this.spacer.setAttribute("role", "presentation");
    this.held.className = "grid-held";
    this.held.setAttribute("role", "presentation");
    this.element.append(this.held, this.spacer);
  }

  /** Shows a row at an index; undefined is a row that is still on its way. */
  show(index: number, row: Row | undefined, layout: ColumnLayout<Row>, span: Span): void {
    const stamp = `${span.first}:${span.end}`;
    const isSame = index === this.index && row === this.row && this.stamp !== "";
    if (isSame && stamp === this.stamp) return;
    if (index !== this.index) {
      this.element.id = `${this.name}-${index}`;
      // Row 1 is the header.
      this.element.setAttribute("aria-rowindex", String(index + 2));
    }
    this.index = index;
    this.row = row;
    this.stamp = stamp;
    this.fill(layout, span, !isSame);
  }

  /** Says what is known of the row beside its cells. */
  look(look: RowLook | null, active: boolean): void {
    const loading = this.row === undefined ? " loading" : "";
    const className = `grid-row ${look?.className ?? ""}${loading}${active ? " active" : ""}`;
    if (this.element.className !== className) this.element.className = className;
    setOrDrop(this.element, "aria-selected", look?.selected);
    setOrDrop(this.element, "aria-level", look?.level);
    setOrDrop(this.element, "aria-expanded", look?.expanded);
  }

  /** Puts the row at its height in the body. */
  place(top: number): void {
    if (top === this.top) return;
    this.top = top;
    this.element.style.transform = `translateY(${top}px)`;
  }

  /** The cell of a column, when it is drawn. */
  cellOf(column: number): HTMLElement | null {
    return this.pinned[column] ?? this.cells.at(column) ?? null;
  }

  /** Forgets what it shows, so that the next `show` fills every cell. */
  invalidate(): void {
    this.stamp = "";
    this.dressed = null;
  }

  /** Fills the cells that are new to their column, or all of them when the row is another. */
  private fill(layout: ColumnLayout<Row>, span: Span, all: boolean): void {
    const dress = this.dressed !== layout;
    this.dressed = layout;
    this.pin(layout, all, dress);
    const fresh = this.cells.moveTo(span, this.element);
    const skipped = (layout.offsets[span.first] ?? 0) - (layout.offsets[layout.pinned] ?? 0);
    this.spacer.style.width = `${Math.max(0, skipped)}px`;
    for (let column = span.first; column < span.end; column += 1) {
      const cell = this.cells.at(column);
      const isFresh = fresh.has(column);
      if (cell === undefined || !(all || isFresh)) continue;
      this.fillCell(cell, column, layout, dress || isFresh);
    }
  }

  /** The cells that never scroll sideways. */
  private pin(layout: ColumnLayout<Row>, all: boolean, dress: boolean): void {
    while (this.pinned.length < layout.pinned) {
      const cell = makeCell();
      this.pinned.push(cell);
      this.held.append(cell);
    }
    while (this.pinned.length > layout.pinned) this.pinned.pop()?.remove();
    if (!all) return;
    this.pinned.forEach((cell, column) => {
      this.fillCell(cell, column, layout, dress);
    });
  }

  private fillCell(
    cell: HTMLElement,
    index: number,
    layout: ColumnLayout<Row>,
    dress: boolean,
  ): void {
    const column = layout.columns[index];
    if (column === undefined) return;
    // A cell that keeps its column keeps its dress: only what is in it is another.
    if (dress || this.row === undefined) dressCell(cell, column, index, layout);
    if (this.row === undefined) cell.replaceChildren();
    else column.render(cell, this.row);
    const overflow = mayOverflow(cell, column.width) ? "clip" : "";
    if (cell.style.overflow !== overflow) cell.style.overflow = overflow;
  }
}

/** Gives a cell what hangs on its column; writing what is there already would cost a layout. */
function dressCell<Row>(
  cell: HTMLElement,
  column: GridColumn<Row>,
  index: number,
  { pinned }: ColumnLayout<Row>,
): void {
  const className = `grid-cell ${column.align}${placeClass(index, pinned)}`;
  if (cell.className !== className) cell.className = className;
  const width = `${column.width}px`;
  if (cell.style.width !== width) cell.style.width = width;
  setOrDrop(cell, "aria-colindex", index + 1);
}

/** Classes and no selectors of attributes or places: those look at all cells when one comes. */
function placeClass(index: number, pinned: number): string {
  const order = index === 0 ? " first" : index === 1 ? " second" : "";
  if (index >= pinned) return order;
  return `${order} ${index === pinned - 1 ? "pinned pinned-last" : "pinned"}`;
}

function setOrDrop(element: HTMLElement, name: string, value: boolean | number | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

function makeCell(): HTMLElement {
  const cell = document.createElement("div");
  cell.setAttribute("role", "gridcell");
  return cell;
}
