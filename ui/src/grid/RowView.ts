/** One recycled row of a grid: its cells are filled again only when row or column changed. */
import type { GridColumn, RowLook } from "~/grid/Column";
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
  private top = -1;
  private readonly cells: HTMLElement[] = [];
  private readonly spacer = document.createElement("div");

  constructor(private readonly name: string) {
    this.element.className = "grid-row";
    this.element.setAttribute("role", "row");
    this.spacer.className = "grid-spacer";
    this.spacer.setAttribute("role", "presentation");
  }

  /** Shows a row at an index; undefined is a row that is still on its way. */
  show(index: number, row: Row | undefined, layout: ColumnLayout<Row>, span: Span): boolean {
    const stamp = `${span.first}:${span.end}`;
    if (index === this.index && row === this.row && stamp === this.stamp) return false;
    if (index !== this.index) {
      this.element.id = `${this.name}-${index}`;
      // Row 1 is the header.
      this.element.setAttribute("aria-rowindex", String(index + 2));
    }
    this.index = index;
    this.row = row;
    this.stamp = stamp;
    this.fill(layout, span);
    return true;
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
    const wanted = String(column + 1);
    const found = [...this.element.children].find(
      (cell) => cell.getAttribute("aria-colindex") === wanted,
    );
    return found instanceof HTMLElement ? found : null;
  }

  /** Forgets what it shows, so that the next `show` fills every cell. */
  invalidate(): void {
    this.stamp = "";
  }

  private fill(layout: ColumnLayout<Row>, span: Span): void {
    const pinned = layout.pinned;
    const scrolled = Math.max(0, span.end - span.first);
    const count = pinned + scrolled;
    while (this.cells.length < count) this.cells.push(makeCell());
    for (let i = 0; i < count; i += 1) {
      this.fillCell(i, i < pinned ? i : span.first + i - pinned, layout);
    }
    const skipped = (layout.offsets[span.first] ?? 0) - (layout.offsets[pinned] ?? 0);
    this.spacer.style.width = `${Math.max(0, skipped)}px`;
    this.attach(count, pinned);
  }

  /** Puts the used cells into the row, with the spacer behind the pinned ones. */
  private attach(count: number, pinned: number): void {
    const { element, spacer } = this;
    const fits =
      element.children.length === count + 1 &&
      element.children[pinned] === spacer &&
      (count === 0 || element.lastElementChild === this.cells[count - 1] || count === pinned);
    if (fits) return;
    const used = this.cells.slice(0, count);
    element.replaceChildren(...used.slice(0, pinned), spacer, ...used.slice(pinned));
  }

  private fillCell(slot: number, index: number, layout: ColumnLayout<Row>): void {
    const cell = this.cells[slot];
    const column = layout.columns[index];
    if (cell === undefined || column === undefined) return;
    dressCell(cell, column, index, layout);
    if (this.row === undefined) cell.replaceChildren();
    else column.render(cell, this.row);
  }
}

function setOrDrop(element: HTMLElement, name: string, value: boolean | number | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/** Gives a cell what hangs on its column; writing what is there already would cost a layout. */
function dressCell<Row>(
  cell: HTMLElement,
  column: GridColumn<Row>,
  index: number,
  { pinned, offsets }: ColumnLayout<Row>,
): void {
  const place = index >= pinned ? "" : index === pinned - 1 ? " pinned pinned-last" : " pinned";
  const className = `grid-cell ${column.align}${place}`;
  if (cell.className !== className) cell.className = className;
  const width = `${column.width}px`;
  if (cell.style.width !== width) cell.style.width = width;
  const left = index < pinned ? `${offsets[index] ?? 0}px` : "";
  if (cell.style.left !== left) cell.style.left = left;
  setOrDrop(cell, "aria-colindex", index + 1);
}

function makeCell(): HTMLElement {
  const cell = document.createElement("div");
  cell.setAttribute("role", "gridcell");
  return cell;
}
