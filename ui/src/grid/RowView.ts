/** One recycled row of a grid: its cells are filled again only when row or column changed. */
import type { GridColumn } from "~/grid/Column";
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
  private readonly cells: HTMLElement[] = [];
  private readonly spacer = document.createElement("div");

  constructor(private readonly name: string) {
    this.element.className = "grid-row";
    this.element.setAttribute("role", "row");
    this.spacer.className = "grid-spacer";
    this.spacer.setAttribute("role", "presentation");
  }

  /** Shows a row at an index; undefined is a row that is still on its way. */
  show(index: number, row: Row | undefined, layout: ColumnLayout<Row>, span: Span): void {
    const stamp = `${span.first}:${span.end}`;
    if (index === this.index && row === this.row && stamp === this.stamp) return;
    if (index !== this.index) {
      this.element.id = `${this.name}-${index}`;
      // Row 1 is the header.
      this.element.setAttribute("aria-rowindex", String(index + 2));
    }
    this.index = index;
    this.row = row;
    this.stamp = stamp;
    this.element.classList.toggle("loading", row === undefined);
    this.fill(layout, span);
  }

  /** Forgets what it shows, so that the next `show` fills every cell. */
  invalidate(): void {
    this.stamp = "";
  }

  private fill(layout: ColumnLayout<Row>, span: Span): void {
    const shown = [...range(0, layout.pinned), ...range(span.first, span.end)];
    while (this.cells.length < shown.length) this.cells.push(makeCell());
    const used = shown.map((column, i) => this.fillCell(i, column, layout));
    const skipped = (layout.offsets[span.first] ?? 0) - (layout.offsets[layout.pinned] ?? 0);
    this.spacer.style.width = `${Math.max(0, skipped)}px`;
    const wanted = [...used.slice(0, layout.pinned), this.spacer, ...used.slice(layout.pinned)];
    const same =
      wanted.length === this.element.children.length &&
      wanted.every((cell, i) => this.element.children[i] === cell);
    if (!same) this.element.replaceChildren(...wanted);
  }

  private fillCell(slot: number, index: number, layout: ColumnLayout<Row>): HTMLElement {
    const cell = this.cells[slot] ?? makeCell();
    const column = layout.columns[index];
    if (column === undefined) return cell;
    const isPinned = index < layout.pinned;
    cell.className = `grid-cell ${column.align}${isPinned ? " pinned" : ""}`;
    cell.style.width = `${column.width}px`;
    cell.style.left = isPinned ? `${layout.offsets[index] ?? 0}px` : "";
    cell.setAttribute("aria-colindex", String(index + 1));
    if (this.row === undefined) cell.replaceChildren();
    else column.render(cell, this.row);
    return cell;
  }
}

function makeCell(): HTMLElement {
  const cell = document.createElement("div");
  cell.setAttribute("role", "gridcell");
  return cell;
}

function* range(first: number, end: number): Generator<number> {
  for (let i = first; i < end; i += 1) yield i;
}
