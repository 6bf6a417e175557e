/** A canvas of marks that follows the pointer: what scatter and parallel coordinates share. */
import type { Mark, MarkEvents } from "~/charts/Mark";
import { Surface } from "~/charts/Surface";
import type { ChartTheme } from "~/charts/Theme";

/** What one kind of chart does on the shared canvas. */
export interface Painter {
  readonly marks: readonly Mark[];
  draw(pen: CanvasRenderingContext2D, size: Size, theme: ChartTheme, front: string | null): void;
  /** Index of the mark under a point; −1 for none. */
  pick(point: Point): number;
  /** Lines of the tooltip of a mark. */
  tell(index: number): readonly string[];
  /** A stretch is dragged or let go; false where there is nothing to drag. */
  drag?(from: Point, to: Point, done: boolean): boolean;
  /** What a key does; null where it means nothing here. */
  press(event: KeyPress, front: string | null): Pressed | null;
}

/** A key, and whether Shift was held. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
}

/** What a key came to. */
export interface Pressed {
  /** The mark that is in front now; left out, that stays. */
  readonly front?: string | null;
  /** The run to open. */
  readonly open?: string;
  readonly text: string;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const OFFSET = 14;

export class MarkChart {
  private readonly surface: Surface;
  private readonly tip = document.createElement("div");
  private readonly observer: ResizeObserver;
  private readonly stop = new AbortController();
  private painter: Painter | null = null;
  private front: string | null = null;
  private dragFrom: Point | null = null;
  private due = 0;

  constructor(
    private readonly host: HTMLElement,
    private theme: ChartTheme,
    private readonly events: MarkEvents,
  ) {
    this.surface = new Surface(host, "chart-marks");
    this.tip.className = "chart-tooltip";
    this.tip.hidden = true;
    this.tip.setAttribute("aria-hidden", "true");
    const options = { signal: this.stop.signal };
    host.addEventListener("pointermove", (event) => this.move(event), options);
    host.addEventListener("pointerleave", () => this.point(-1, null), options);
    host.addEventListener("pointerdown", (event) => this.down(event), options);
    host.addEventListener("pointerup", (event) => this.up(event), options);
    host.addEventListener("keydown", (event) => this.key(event), options);
    host.addEventListener("blur", () => this.setFront(null), options);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(host);
    this.measure();
  }

  show(painter: Painter, theme: ChartTheme): void {
    this.painter = painter;
    this.theme = theme;
    this.schedule();
  }

  /** A run is pointed at elsewhere. */
  follow(run: string | null): void {
    if (run === this.front) return;
    this.front = run;
    this.schedule();
  }

  destroy(): void {
    cancelAnimationFrame(this.due);
    this.stop.abort();
    this.observer.disconnect();
    this.tip.remove();
    this.host.replaceChildren();
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.host;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.surface.resize(clientWidth, clientHeight);
    this.draw();
  }

  private schedule(): void {
    cancelAnimationFrame(this.due);
    this.due = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const pen = this.surface.begin();
    if (this.surface.width === 0) return;
    this.painter?.draw(pen, this.surface, this.theme, this.front);
  }

  private place(event: PointerEvent): Point {
    const box = this.host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private move(event: PointerEvent): void {
    const point = this.place(event);
    if (this.dragFrom !== null) {
      this.painter?.drag?.(this.dragFrom, point, false);
      this.schedule();
      return;
    }
    this.point(this.painter?.pick(point) ?? -1, event);
  }

  private down(event: PointerEvent): void {
    const point = this.place(event);
    if (event.button !== 0 || !this.painter?.drag?.(point, point, false)) return;
    this.dragFrom = point;
    this.host.setPointerCapture(event.pointerId);
  }

  private up(event: PointerEvent): void {
    const point = this.place(event);
    if (this.dragFrom !== null) {
      this.painter?.drag?.(this.dragFrom, point, true);
      this.dragFrom = null;
      this.schedule();
      return;
    }
    const mark = this.painter?.marks[this.painter.pick(point)];
    if (mark !== undefined) this.events.opened(mark.run);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = this.painter?.press(event, this.front) ?? null;
    if (pressed === null) return;
    // The same arrows move in the table of runs, which has not the focus.
    event.preventDefault();
    event.stopPropagation();
    if (pressed.front !== undefined) this.setFront(pressed.front);
    if (pressed.open !== undefined) this.events.opened(pressed.open);
    this.events.told(pressed.text);
  }

  private setFront(run: string | null): void {
    if (this.front === run) return;
    this.front = run;
    this.events.hovered(run);
    this.schedule();
  }

  private point(index: number, event: PointerEvent | null): void {
    const mark = this.painter?.marks[index];
    this.host.style.cursor = mark === undefined ? "" : "pointer";
    this.tip.hidden = mark === undefined;
    this.setFront(mark?.run ?? null);
    if (mark === undefined || event === null) return;
    this.fill(mark, this.painter?.tell(index) ?? []);
    const left = event.clientX + OFFSET;
    const fits = left + this.tip.offsetWidth < window.innerWidth;
    const x = fits ? left : event.clientX - OFFSET - this.tip.offsetWidth;
    const y = Math.min(event.clientY + OFFSET, window.innerHeight - this.tip.offsetHeight - 4);
    this.tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  private fill(mark: Mark, lines: readonly string[]): void {
    const head = document.createElement("div");
    head.className = "chart-tooltip-row nearest";
    head.textContent = mark.label;
    const rows = lines.map((line) => {
      const row = document.createElement("div");
      row.className = "chart-tooltip-row";
      row.textContent = line;
      return row;
    });
    this.tip.replaceChildren(head, ...rows);
    if (!this.tip.isConnected) document.body.append(this.tip);
  }
}
