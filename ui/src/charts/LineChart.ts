/** Lines over x on three canvases: frame, lines, and an overlay that alone follows the pointer. */
import { drawFrame, type Frame, layFrame } from "~/charts/Axis";
import { drawBrush, drawCrosshair, drawPickDot } from "~/charts/Crosshair";
import { yDomain } from "~/charts/Domain";
import type { ChartView, Pick } from "~/charts/Line";
import { drawLine, drawNonFinite } from "~/charts/LineLayer";
import { pickAll, REACH } from "~/charts/Picker";
import { Pointer } from "~/charts/Pointer";
import { Surface } from "~/charts/Surface";
import type { ChartTheme } from "~/charts/Theme";
import { Tooltip } from "~/charts/Tooltip";
import type { Range } from "~/series/levels";

/** What the pointer is on: an x for the other charts, a run for the other panels and the table. */
export interface Hover {
  /** Null when the pointer is on a run but on no chart. */
  readonly x: number | null;
  readonly run: string | null;
}

/** How a chart speaks to its owner. */
export interface ChartEvents {
  hovered(hover: Hover | null): void;
  /** The reader chose a stretch of x. */
  zoomed(range: Range): void;
  steppedOut(): void;
  /** The width of the plot changed, in device pixels: another level of tiles may be due. */
  resized(pixels: number): void;
}

/** Steps have nothing between them, so a zoom ends there; times and metrics go on. */
const LEAST_STEPS = 2;

export class LineChart {
  private readonly frameSurface: Surface;
  private readonly lineSurface: Surface;
  private readonly overlay: Surface;
  private readonly tooltip = new Tooltip();
  private readonly pointer: Pointer;
  private readonly observer: ResizeObserver;
  private view: ChartView | null = null;
  private frame: Frame | null = null;
  private picks: Pick[] = [];
  private ownHover = false;
  private brush: readonly [number, number] = [0, 0];
  private linked: Hover | null = null;
  private drawDue = 0;

  constructor(
    private readonly host: HTMLElement,
    private theme: ChartTheme,
    private readonly events: ChartEvents,
  ) {
    this.frameSurface = new Surface(host, "chart-frame");
    this.lineSurface = new Surface(host, "chart-lines");
    this.overlay = new Surface(host, "chart-overlay");
    this.pointer = new Pointer(host, {
      hover: (point, client) => this.hover(point, client),
      brush: (from, to) => this.setBrush(from, to),
      brushed: (from, to) => this.zoomTo(from, to),
      click: () => undefined,
      stepOut: () => this.events.steppedOut(),
      zoom: (pixel, factor) => this.zoomAt(pixel, factor),
    });
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(host);
    this.measure();
  }

  /** Shows these lines, on the next frame. */
  show(view: ChartView): void {
    this.view = view;
    this.schedule();
  }

  setTheme(theme: ChartTheme): void {
    this.theme = theme;
    this.schedule();
  }

  /** Follows the pointer over another chart or table. */
  follow(hover: Hover | null): void {
    this.linked = hover;
    if (!this.ownHover) this.drawOverlay();
  }

  /** Width of the plot in device pixels. */
  get pixels(): number {
    return Math.max(1, this.lineSurface.canvas.width);
  }

  destroy(): void {
    cancelAnimationFrame(this.drawDue);
    this.observer.disconnect();
    this.pointer.destroy();
    this.tooltip.destroy();
    this.host.replaceChildren();
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.host;
    if (clientWidth === 0 || clientHeight === 0) return;
    const surfaces = [this.frameSurface, this.lineSurface, this.overlay];
    for (const surface of surfaces) surface.resize(clientWidth, clientHeight);
    this.events.resized(this.pixels);
    // At once, not on the next frame: a resized canvas is blank until it is drawn.
    this.draw();
  }

  private schedule(): void {
    cancelAnimationFrame(this.drawDue);
    this.drawDue = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const framePen = this.frameSurface.begin();
    const pen = this.lineSurface.begin();
    this.frame = null;
    const { view } = this;
    if (view === null || view.range === null || this.frameSurface.width === 0) return;
    const yRange = yDomain(view.lines, view.range, { log: view.logY, clip: view.clipOutliers });
    const { width, height } = this.frameSurface;
    const spec = { width, height, xRange: view.range, yRange, axis: view.axis, logY: view.logY };
    this.frame = layFrame(framePen, spec, this.theme.font);
    drawFrame(framePen, this.frame, this.theme);
    this.drawLines(pen, view, this.frame);
    this.drawOverlay();
  }

  private drawLines(pen: CanvasRenderingContext2D, view: ChartView, frame: Frame): void {
    const { plot } = frame;
    pen.save();
    pen.beginPath();
    pen.rect(plot.left, plot.top - 4, plot.right - plot.left + 3, plot.bottom - plot.top + 5);
    pen.clip();
    // The first run of the table lies on top.
    for (const line of view.lines.toReversed()) drawLine(pen, line, frame, "none");
    for (const line of view.lines) drawNonFinite(pen, line, frame, plot);
    pen.restore();
  }

  private drawOverlay(): void {
    const pen = this.overlay.begin();
    const { frame, view } = this;
    if (frame === null || view === null) return;
    const { x, run } = this.pointedAt();
    const front = view.lines.filter((line) => line.run === run);
    const isDim = front.length > 0 && front.length < view.lines.length;
    this.lineSurface.canvas.classList.toggle("dimmed", isDim);
    if (isDim) this.drawFront(pen, frame, front);
    if (x !== null) drawCrosshair(pen, frame, x, this.theme);
    for (const pick of this.picks) drawPickDot(pen, pick, frame, this.theme);
    drawBrush(pen, frame, this.brush, this.theme);
  }

  /** What is under the pointer, here or, when it is elsewhere, in the part that tells us. */
  private pointedAt(): Hover {
    if (!this.ownHover) return this.linked ?? { x: null, run: null };
    return { x: this.hoverX(), run: this.picks[0]?.line.run ?? null };
  }

  private drawFront(pen: CanvasRenderingContext2D, frame: Frame, front: ChartView["lines"]): void {
    const { plot } = frame;
    pen.save();
    pen.beginPath();
    pen.rect(plot.left, plot.top - 4, plot.right - plot.left + 3, plot.bottom - plot.top + 5);
    pen.clip();
    for (const line of front) drawLine(pen, line, frame, "front");
    pen.restore();
  }

  private hoverX(): number | null {
    const nearest = this.picks[0];
    return nearest === undefined ? null : (nearest.line.curve.x[nearest.index] ?? null);
  }

  private hover(point: { x: number; y: number } | null, client: { x: number; y: number }): void {
    const { frame, view } = this;
    this.ownHover = point !== null && frame !== null && view !== null;
    if (point === null || frame === null || view === null) {
      this.picks = [];
      this.tooltip.hide();
      this.events.hovered(null);
      this.drawOverlay();
      return;
    }
    this.picks = pickAll(view.lines, frame, point);
    this.tooltip.show(this.picks, view.axis, client);
    const nearest = this.picks[0];
    const run = nearest !== undefined && nearest.distance <= REACH ? nearest.line.run : null;
    this.events.hovered(nearest ? { x: this.hoverX() ?? 0, run } : null);
    this.drawOverlay();
  }

  private setBrush(from: number, to: number): void {
    this.brush = [from, to];
    this.drawOverlay();
  }

  private zoomTo(fromPixel: number, toPixel: number): void {
    const { frame } = this;
    if (frame === null) return;
    this.zoom(frame.x.value(fromPixel), frame.x.value(toPixel));
  }

  private zoomAt(pixel: number, factor: number): void {
    const { frame } = this;
    if (frame === null) return;
    const centre = frame.x.value(pixel);
    const from = centre - (centre - frame.x.from) * factor;
    this.zoom(from, centre + (frame.x.to - centre) * factor);
  }

  private zoom(from: number, to: number): void {
    const isStep = this.view?.axis === "step";
    const range = isStep ? { from: Math.floor(from), to: Math.ceil(to) } : { from, to };
    if (range.to - range.from > (isStep ? LEAST_STEPS : 0)) this.events.zoomed(range);
  }
}
