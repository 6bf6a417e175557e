/** A column's title follows the pointer to another place; Alt and the arrows do it by keyboard. */
import type { ColumnLayout } from "~/grid/RowView";

/** A shorter way is a click that trembled. */
const LEAST_WAY = 6;

/** Lets one title be dragged among the other movable ones. */
export function followDrag<Row>(
  header: HTMLElement,
  cell: HTMLElement,
  layout: ColumnLayout<Row>,
  column: string,
  moved: (column: string, before: string | null) => void,
): void {
  const movable = layout.columns.filter((one) => one.movable).map((one) => one.id);
  cell.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (!event.altKey || by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const target = placeAfterStep(movable, column, by);
    if (target !== undefined) moved(column, target);
  });
  cell.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    const drag = new TitleDrag(header, cell, down.clientX, movable);
    const stop = new AbortController();
    const options = { signal: stop.signal };
    window.addEventListener("pointermove", (move) => drag.follow(move.clientX), options);
    window.addEventListener("pointercancel", () => stop.abort(), options);
    const end = () => {
      stop.abort();
      const target = drag.end();
      if (target !== undefined && target !== column) moved(column, target);
    };
    window.addEventListener("pointerup", end, options);
  });
}

/** In front of which column one step leads; null is the end, undefined no step. */
export function placeAfterStep(
  order: readonly string[],
  column: string,
  by: number,
): string | null | undefined {
  const at = order.indexOf(column);
  const to = at + by;
  if (at < 0 || to < 0 || to >= order.length) return undefined;
  return (by < 0 ? order[to] : order[to + 1]) ?? null;
}

class TitleDrag {
  private target: string | null | undefined;

  constructor(
    private readonly header: HTMLElement,
    private readonly cell: HTMLElement,
    private readonly from: number,
    private readonly movable: readonly string[],
  ) {}

  follow(x: number): void {
    if (this.target === undefined && Math.abs(x - this.from) < LEAST_WAY) return;
    this.cell.classList.add("dragged");
    this.target = null;
    for (const head of this.heads()) {
      const { left, width } = head.getBoundingClientRect();
      const isBefore = this.target === null && x < left + width / 2;
      head.classList.toggle("drop-before", isBefore);
      if (isBefore) this.target = head.dataset["column"] ?? null;
    }
  }

  /** Where it was let go: a column to stand in front of, null for the end, undefined for no drag. */
  end(): string | null | undefined {
    for (const head of this.heads()) head.classList.remove("drop-before");
    this.cell.classList.remove("dragged");
    if (this.target === undefined) return undefined;
    // The click that follows a drag must not order by the column.
    const swallow = (event: Event) => event.stopPropagation();
    this.cell.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => this.cell.removeEventListener("click", swallow, { capture: true }), 0);
    return this.target;
  }

  private heads(): HTMLElement[] {
    const all = [...this.header.querySelectorAll<HTMLElement>(".grid-head")];
    return all.filter((head) => this.movable.includes(head.dataset["column"] ?? ""));
  }
}
