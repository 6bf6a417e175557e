/** Turns pointer events over a chart into intentions: hover, choose a stretch or a box, move, zoom. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A drag: over a stretch of x, with Shift over a box, with Alt it moves the plot. */
export interface Drag {
  readonly kind: "stretch" | "box" | "pan";
  readonly from: Point;
  readonly to: Point;
}

export interface PointerIntents {
  hover(point: Point | null, client: Point): void;
  /** Something is being dragged, or nothing any more. */
  dragged(drag: Drag | null): void;
  dropped(drag: Drag): void;
  click(point: Point): void;
  stepOut(): void;
  /** Zoom at a pixel: a factor below 1 comes nearer. */
  zoom(pixel: number, factor: number): void;
}

/** A shorter drag is a click with a trembling hand. */
const LEAST_DRAG = 5;
const WHEEL_FACTOR = 1.002;

export class Pointer {
  private drag: Drag | null = null;
  private readonly stop = new AbortController();

  constructor(
    private readonly host: HTMLElement,
    private readonly intents: PointerIntents,
  ) {
    const options = { signal: this.stop.signal };
    host.addEventListener("pointermove", (event) => this.move(event), options);
    host.addEventListener("pointerleave", (event) => this.leave(event), options);
    host.addEventListener("pointerdown", (event) => this.down(event), options);
    host.addEventListener("pointerup", (event) => this.up(event), options);
    host.addEventListener("pointercancel", () => this.cancel(), options);
    host.addEventListener("dblclick", () => intents.stepOut(), options);
    host.addEventListener("wheel", (event) => this.wheel(event), { ...options, passive: false });
  }

  destroy(): void {
    this.stop.abort();
  }

  private place(event: MouseEvent): Point {
    const box = this.host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private move(event: PointerEvent): void {
    const point = this.place(event);
    if (this.drag !== null) {
      this.drag = { ...this.drag, to: point };
      this.intents.dragged(this.drag);
    }
    this.intents.hover(point, { x: event.clientX, y: event.clientY });
  }

  private leave(event: PointerEvent): void {
    this.intents.hover(null, { x: event.clientX, y: event.clientY });
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const from = this.place(event);
    const kind = event.shiftKey ? "box" : event.altKey ? "pan" : "stretch";
    this.drag = { kind, from, to: from };
    this.host.setPointerCapture(event.pointerId);
  }

  private up(event: PointerEvent): void {
    if (this.drag === null) return;
    const drag = { ...this.drag, to: this.place(event) };
    this.cancel();
    const { from, to } = drag;
    if (Math.hypot(to.x - from.x, to.y - from.y) < LEAST_DRAG) this.intents.click(to);
    else this.intents.dropped(drag);
  }

  private cancel(): void {
    this.drag = null;
    this.intents.dragged(null);
  }

  private wheel(event: WheelEvent): void {
    // A bare wheel scrolls the page: a chart must never catch somebody who is passing by.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.intents.zoom(this.place(event).x, WHEEL_FACTOR ** event.deltaY);
  }
}
