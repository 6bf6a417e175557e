/**
 * A table of any length in one scroll. Only the rows on the screen exist; they are moved and filled
 * again while one scrolls. Cells are real text in a real ARIA grid: found, read aloud and copied.
 */
import type { GridColumn, Sort } from "~/grid/Column";
import { renderHeader } from "~/grid/Header";
import { type ColumnLayout, RowView } from "~/grid/RowView";
import { columnSpan, offsetsOf, rowSpan, type Span, scrollToRow } from "~/grid/window";

/** Compact rows of `ui.md`. */
export const ROW_HEIGHT = 28;
const HEADER_HEIGHT = 30;

/** How a grid speaks to its owner. */
export interface GridEvents {
  /** These rows are on the screen. */
  windowed(span: Span): void;
  sorted(column: string): void;
  resized(column: string, width: number): void;
  /** A control in a cell (`data-act`) or the row itself (`open`) was used. */
  acted(act: string, row: number, event: Event): void;
  hovered(row: number | null): void;
}

/** The rows to show: how many, and which one stands at an index (undefined while it is loading). */
export interface GridRows<Row> {
  readonly count: number;
  at(index: number): Row | undefined;
}

/** Heights in CSS pixels: of every row, and of the header. */
export interface GridHeights {
  readonly row: number;
  readonly header: number;
}

export class Grid<Row> {
  private readonly header = document.createElement("div");
  private readonly body = document.createElement("div");
  private readonly views: RowView<Row>[] = [];
  private readonly stop = new AbortController();
  private readonly observer: ResizeObserver;
  private layout: ColumnLayout<Row> = { columns: [], pinned: 0, offsets: [0] };
  private rows: GridRows<Row> = { count: 0, at: () => undefined };
  private sort: Sort | null = null;
  private active = -1;
  private drawDue = 0;
  private reported = "";

  constructor(
    private readonly host: HTMLElement,
    private readonly name: string,
    label: string,
    private readonly events: GridEvents,
    private readonly heights: GridHeights = { row: ROW_HEIGHT, header: HEADER_HEIGHT },
  ) {
    host.style.setProperty("--row", `${heights.row}px`);
    host.style.setProperty("--grid-header", `${heights.header}px`);
    host.setAttribute("role", "grid");
    host.setAttribute("aria-label", label);
    host.setAttribute("aria-multiselectable", "true");
    host.tabIndex = 0;
    this.header.className = "grid-header";
    this.header.setAttribute("role", "row");
    this.header.setAttribute("aria-rowindex", "1");
    this.body.className = "grid-body";
    this.body.setAttribute("role", "rowgroup");
    host.replaceChildren(this.header, this.body);
    const options = { signal: this.stop.signal };
    host.addEventListener("scroll", () => this.schedule(), { ...options, passive: true });
    this.body.addEventListener("click", (event) => this.click(event), options);
    this.body.addEventListener("pointerover", (event) => this.over(event), options);
    this.body.addEventListener("pointerleave", () => events.hovered(null), options);
    this.observer = new ResizeObserver(() => this.schedule());
    this.observer.observe(host);
  }

  /** Sets the columns; the first `pinned` never scroll sideways. */
  setColumns(columns: readonly GridColumn<Row>[], pinned: number, sort: Sort | null): void {
    const offsets = offsetsOf(columns.map((column) => column.width));
    this.layout = { columns, pinned, offsets };
    this.sort = sort;
    this.host.setAttribute("aria-colcount", String(columns.length));
    renderHeader(this.header, this.layout, this.sort, this.events);
    const width = `${offsets.at(-1) ?? 0}px`;
    this.header.style.width = width;
    this.body.style.width = width;
    this.refresh();
  }

  setRows(rows: GridRows<Row>): void {
    this.rows = rows;
    this.host.setAttribute("aria-rowcount", String(rows.count + 1));
    this.body.style.height = `${rows.count * this.heights.row}px`;
    if (this.active >= rows.count) this.active = rows.count - 1;
    this.schedule();
  }

  /** Fills every shown cell again, when what a cell shows hangs on more than its row. */
  refresh(): void {
    for (const view of this.views) view.invalidate();
    this.schedule();
  }

  /** The row that the keyboard stands on, or −1. */
  get activeRow(): number {
    return this.active;
  }

  /** Moves the keyboard to a row and scrolls it into view. */
  activate(row: number): void {
    if (this.rows.count === 0) return;
    this.active = Math.min(Math.max(row, 0), this.rows.count - 1);
    this.host.setAttribute("aria-activedescendant", `${this.name}-${this.active}`);
    const room = this.host.clientHeight - this.heights.header;
    this.host.scrollTop = scrollToRow(this.active, this.heights.row, this.host.scrollTop, room);
    this.schedule();
  }

  /** Uses a control of the row that the keyboard stands on, as a click on it would. */
  press(act: string): void {
    const view = this.views.find((one) => one.index === this.active && !one.element.hidden);
    view?.element.querySelector<HTMLElement>(`[data-act="${act}"]`)?.click();
  }

  destroy(): void {
    cancelAnimationFrame(this.drawDue);
    this.stop.abort();
    this.observer.disconnect();
    this.host.replaceChildren();
  }

  private schedule(): void {
    cancelAnimationFrame(this.drawDue);
    this.drawDue = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.host;
    const span = rowSpan(
      scrollTop,
      clientHeight - this.heights.header,
      this.heights.row,
      this.rows.count,
    );
    const columns = this.scrolledColumns(scrollLeft, clientWidth);
    const count = span.end - span.first;
    while (this.views.length < count) this.views.push(this.addView());
    // Views that no row of the span claims stay hidden.
    for (const view of this.views) view.element.hidden = true;
    for (let row = span.first; row < span.end; row += 1) this.place(row, columns);
    this.report(span);
  }

  private scrolledColumns(scrollLeft: number, width: number): Span {
    const { offsets, pinned } = this.layout;
    const fixed = offsets[pinned] ?? 0;
    const span = columnSpan(scrollLeft + fixed, Math.max(0, width - fixed), offsets);
    return { first: Math.max(span.first, pinned), end: Math.max(span.end, pinned) };
  }

  private place(row: number, columns: Span): void {
    // The same row keeps the same element while it is in view, so that scrolling moves nothing.
    const view = this.views[row % this.views.length];
    if (view === undefined) return;
    view.element.hidden = false;
    view.show(row, this.rows.at(row), this.layout, columns);
    view.element.style.transform = `translateY(${row * this.heights.row}px)`;
    view.element.classList.toggle("active", row === this.active);
  }

  private addView(): RowView<Row> {
    const view = new RowView<Row>(this.name);
    this.body.append(view.element);
    // The place of each row hangs on the number of views, so all must be filled again.
    for (const other of this.views) other.invalidate();
    return view;
  }

  private report(span: Span): void {
    const stamp = `${span.first}:${span.end}`;
    if (stamp === this.reported) return;
    this.reported = stamp;
    this.events.windowed(span);
  }

  private rowOf(event: Event): number | null {
    if (!(event.target instanceof Element)) return null;
    const element = event.target.closest(".grid-row");
    return this.views.find((view) => view.element === element)?.index ?? null;
  }

  private click(event: Event): void {
    const row = this.rowOf(event);
    if (row === null || !(event.target instanceof Element)) return;
    const control = event.target.closest<HTMLElement>("[data-act]");
    this.active = row;
    this.events.acted(control?.dataset["act"] ?? "focus", row, event);
    this.schedule();
  }

  private over(event: Event): void {
    this.events.hovered(this.rowOf(event));
  }
}
