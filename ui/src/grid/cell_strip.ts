/** The cells of a row that scroll sideways: a column keeps its cell for as long as it is in view. */
import type { Span } from "~/grid/window";

export class CellStrip {
  private first = 0;
  private readonly cells: HTMLElement[] = [];

  constructor(private readonly make: () => HTMLElement) {}

  /** The cell of a column in view. */
  at(column: number): HTMLElement | undefined {
    return this.cells[column - this.first];
  }

  /** Brings the cells to these columns; gives the columns whose cells showed others before. */
  moveTo(span: Span, row: HTMLElement): ReadonlySet<number> {
    const spare = this.release(span);
    const fresh = new Set<number>();
    while (this.first > span.first) {
      const cell = spare.pop() ?? this.make();
      row.insertBefore(cell, this.cells[0] ?? null);
      this.cells.unshift(cell);
      this.first -= 1;
      fresh.add(this.first);
    }
    while (this.first + this.cells.length < span.end) {
      const cell = spare.pop() ?? this.make();
      row.append(cell);
      fresh.add(this.first + this.cells.length);
      this.cells.push(cell);
    }
    for (const cell of spare) cell.remove();
    return fresh;
  }

  /** Takes the cells of columns that left the view. */
  private release(span: Span): HTMLElement[] {
    const spare: HTMLElement[] = [];
    while (this.cells.length > 0 && this.first < span.first) {
      spare.push(...this.cells.splice(0, 1));
      this.first += 1;
    }
    while (this.cells.length > 0 && this.first + this.cells.length > span.end) {
      spare.push(...this.cells.splice(-1, 1));
    }
    if (this.cells.length === 0) this.first = span.first;
    return spare;
  }
}
