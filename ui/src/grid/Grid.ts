/**
 * A table of any length in one scroll. Only the rows on the screen exist; they are moved and filled
 * again while one scrolls. Cells are real text in a real ARIA grid: found, read aloud and copied.
 */

import { ActiveCell } from "~/grid/active_cell";
import type { GridColumn, RowLook, Sort } from "~/grid/Column";
import { type HeaderEvents, renderHeader } from "~/grid/Header";
import { fittingWidth, selectedText } from "~/grid/measure";
import { type ColumnLayout, RowView } from "~/grid/RowView";
import { columnSpan, offsetsOf, rowSpan, type Span, scrollToRow } from "~/grid/window";

/** Compact rows of `ui.md`. */
export const ROW_HEIGHT = 28;
const HEADER_HEIGHT = 30;

/** How a grid speaks to its owner. */
export interface GridEvents extends Omit<HeaderEvents, "fitted"> {
  /** These rows are on the screen. */
  windowed(span: Span): void;
  /** A control in a cell (`data-act`) or the row itself (`focus`) was used. */
  acted(act: string, row: number, event: Event): void;
  hovered(row: number | null): void;
}

/** The rows to show: how many, and which one stands at an index (undefined while it is loading). */
export interface GridRows<Row> {
  readonly count: number;
  at(index: number): Row | undefined;
  /** What is said of a row beside its cells. */
  look?(row: Row): RowLook;
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
  private readonly cell: ActiveCell;
  private layout: ColumnLayout<Row> = { columns: [], pinned: 0, offsets: [0] };
  private rows: GridRows<Row> = { count: 0, at: () => undefined };
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
    this.cell = new ActiveCell(host, `${name}-cell`);
    this.listen();
    this.observer = new ResizeObserver(() => this.schedule());
    this.observer.observe(host);
  }

  /** Sets the columns; the first `pinned` never scroll sideways. */
  setColumns(columns: readonly GridColumn<Row>[], pinned: number, sorts: readonly Sort[]): void {
    const offsets = offsetsOf(columns.map((column) => column.width));
    this.layout = { columns, pinned, offsets };
    this.host.setAttribute("aria-colcount", String(columns.length));
    const fitted = (column: string) => this.fit(column);
    renderHeader(this.header, this.layout, sorts, { ...this.events, fitted });
    const width = `${offsets.at(-1) ?? 0}px`;
    this.header.style.width = width;
    this.body.style.width = width;
    this.refresh();
  }

  /** Sets the rows; a tree has rows that open and close. */
  setRows(rows: GridRows<Row>, kind: "grid" | "treegrid" = "grid"): void {
    this.rows = rows;
    this.host.setAttribute("role", kind);
    this.host.setAttribute("aria-rowcount", String(rows.count + 1));
    this.body.style.height = `${rows.count * this.heights.row}px`;
    if (this.active >= rows.count) this.active = rows.count - 1;
    this.reported = "";
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
    const room = this.host.clientHeight - this.heights.header;
    this.host.scrollTop = scrollToRow(this.active, this.heights.row, this.host.scrollTop, room);
    this.schedule();
  }

  /** Moves the keyboard by whole screens. */
  page(by: number): void {
    const { row, header } = this.heights;
    const rows = Math.max(1, Math.floor((this.host.clientHeight - header) / row) - 1);
    this.activate(this.active + by * rows);
  }

  /** Uses a control of the row that the keyboard stands on, as a click on it would. */
  press(act: string): void {
    const view = this.activeView();
    view?.element.querySelector<HTMLElement>(`[data-act="${act}"]`)?.click();
  }

  /** What is in the active cell, or in the whole row when the keyboard stands on no cell. */
  copied(): string {
    return selectedText(this.activeView()?.element ?? null, this.cell.element);
  }

  destroy(): void {
    cancelAnimationFrame(this.drawDue);
    this.stop.abort();
    this.observer.disconnect();
    this.host.replaceChildren();
  }

  private listen(): void {
    const options = { signal: this.stop.signal };
    this.host.addEventListener("scroll", () => this.schedule(), { ...options, passive: true });
    this.host.addEventListener("keydown", (event) => this.key(event), options);
    this.host.addEventListener("copy", (event) => this.copy(event), options);
    this.body.addEventListener("click", (event) => this.click(event), options);
    this.body.addEventListener("pointerover", (event) => this.over(event), options);
    this.body.addEventListener("pointerleave", () => this.events.hovered(null), options);
  }

  private activeView(): RowView<Row> | undefined {
    return this.views.find((one) => one.index === this.active && !one.element.hidden);
  }

  private fit(column: string): void {
    const index = this.layout.columns.findIndex((one) => one.id === column);
    const cells = [this.header.children[index], ...this.views.map((view) => view.cellOf(index))];
    this.events.resized(column, fittingWidth(cells.filter((one) => one instanceof HTMLElement)));
  }

  private schedule(): void {
    if (this.drawDue !== 0) return;
    this.drawDue = requestAnimationFrame(() => {
      this.drawDue = 0;
      this.draw();
    });
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
    // What is held at the left is a layer for each row; at the left edge nothing need be held.
    this.host.classList.toggle("held", scrollLeft > 0);
    const count = span.end - span.first;
    while (this.views.length < count) this.views.push(this.addView());
    for (let i = 0; i < this.views.length; i += 1) this.place(i, span, columns);
    this.cell.show(this.activeView()?.cellOf(this.cell.column) ?? null);
    this.report(span);
  }

  private scrolledColumns(scrollLeft: number, width: number): Span {
    const { offsets, pinned } = this.layout;
    const fixed = offsets[pinned] ?? 0;
    const span = columnSpan(scrollLeft + fixed, Math.max(0, width - fixed), offsets);
    return { first: Math.max(span.first, pinned), end: Math.max(span.end, pinned) };
  }

  /** Shows in a view the row of the span that is its; a view without one stays hidden. */
  private place(slot: number, span: Span, columns: Span): void {
    const view = this.views[slot];
    if (view === undefined) return;
    // The same row keeps the same element while it is in view, so that scrolling moves nothing.
    const { length } = this.views;
    const row = span.first + ((((slot - span.first) % length) + length) % length);
    const hidden = row >= span.end;
    if (view.element.hidden !== hidden) view.element.hidden = hidden;
    if (hidden) return;
    const data = this.rows.at(row);
    view.show(row, data, this.layout, columns);
    view.look(data === undefined ? null : (this.rows.look?.(data) ?? null), row === this.active);
    view.place(row * this.heights.row);
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
    this.cell.enter(event.target.closest(".grid-cell"));
    this.events.acted(control?.dataset["act"] ?? "focus", row, event);
    this.schedule();
  }

  /** Keys that move the focus among cells; rows are moved by the keys of the page. */
  private key(event: KeyboardEvent): void {
    if (event.target !== this.host || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.layout.columns.length - 1;
    if (!this.cell.key(event.key, last) && !this.pageKey(event.key)) return;
    event.preventDefault();
    this.showColumn(this.cell.column);
    this.schedule();
  }

  private pageKey(key: string): boolean {
    if (key === "PageDown") this.page(1);
    else if (key === "PageUp") this.page(-1);
    else return false;
    return true;
  }

  private showColumn(column: number): void {
    const { offsets, pinned } = this.layout;
    if (column < pinned) return;
    const [left = 0, right = 0, fixed = 0] = [
      offsets[column],
      offsets[column + 1],
      offsets[pinned],
    ];
    const { scrollLeft, clientWidth } = this.host;
    if (left - fixed < scrollLeft) this.host.scrollLeft = left - fixed;
    else if (right > scrollLeft + clientWidth) this.host.scrollLeft = right - clientWidth;
  }

  private copy(event: ClipboardEvent): void {
    if (!document.getSelection()?.isCollapsed || event.target instanceof HTMLInputElement) return;
    const text = this.copied();
    if (text === "") return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  }

  private over(event: Event): void {
    this.events.hovered(this.rowOf(event));
  }
}
