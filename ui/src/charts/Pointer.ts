/** Turns pointer events over a chart into intentions: hover, choose a stretch of x, zoom. */
export interface PointerIntents {
  hover(point: { x: number; y: number } | null, client: { x: number; y: number }): void;
  /** A stretch is being dragged, or none any more. */
  brush(from: number, to: number): void;
  brushed(from: number, to: number): void;
  click(point: { x: number; y: number }): void;
  stepOut(): void;
  /** Zoom at a pixel: a factor below 1 comes nearer. */
  zoom(pixel: number, factor: number): void;
}

/** A shorter drag is a click with a trembling hand. */
const LEAST_DRAG = 5;
const WHEEL_FACTOR = 1.002;

export class Pointer {
  private dragFrom: number | null = null;
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

  private place(event: MouseEvent): { x: number; y: number } {
    const box = this.host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private move(event: PointerEvent): void {
    const point = this.place(event);
    if (this.dragFrom !== null) this.intents.brush(this.dragFrom, point.x);
    this.intents.hover(point, { x: event.clientX, y: event.clientY });
  }

  private leave(event: PointerEvent): void {
    this.intents.hover(null, { x: event.clientX, y: event.clientY });
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.dragFrom = this.place(event).x;
    this.host.setPointerCapture(event.pointerId);
  }

  private up(event: PointerEvent): void {
    const from = this.dragFrom;
    if (from === null) return;
    this.cancel();
    const place = this.place(event);
    const to = place.x;
    if (Math.abs(to - from) < LEAST_DRAG) this.intents.click(place);
    else this.intents.brushed(Math.min(from, to), Math.max(from, to));
  }

  private cancel(): void {
    this.dragFrom = null;
    this.intents.brush(0, 0);
  }

  private wheel(event: WheelEvent): void {
    // A bare wheel scrolls the page: a chart must never catch somebody who is passing by.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.intents.zoom(this.place(event).x, WHEEL_FACTOR ** event.deltaY);
  }
}
