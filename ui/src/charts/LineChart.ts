/** Lines over x: a frame and the lines on a canvas each, and over them what follows the pointer. */
import { drawFrame, type Frame } from "~/charts/Axis";
import { KeyCursor } from "~/charts/KeyCursor";
import {
  type Box,
  belongsTo,
  type ChartView,
  type Pick,
  type Plot,
  type Spot,
} from "~/charts/Line";
import { type DevicePixels, Overlay } from "~/charts/Overlay";
import { pickAll, REACH } from "~/charts/Picker";
import { type Drag, type Point, Pointer } from "~/charts/Pointer";
import { RasterPen } from "~/charts/RasterPen";
import { headline, valueText } from "~/charts/Readout";
import { drawRemarks } from "~/charts/RemarkLayer";
import { rehearse } from "~/charts/rehearsal";
import { drawHidden, drawLines, layScene } from "~/charts/Scene";
import { Surface } from "~/charts/Surface";
import type { ChartTheme } from "~/charts/Theme";
import { MAX_ROWS, Pin, Tooltip } from "~/charts/Tooltip";
import { whenIdle } from "~/lib/idle";
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
  /** The reader chose a box. */
  boxed(box: Box): void;
  /** What writes a comment on a place; null where nobody may. */
  remarker(): ((spot: Spot) => void) | null;
  steppedOut(): void;
  /** The width of the plot changed, in device pixels: another level of tiles may be due. */
  resized(pixels: number): void;
  /** Values that the keyboard came to, for who listens. */
  told(text: string): void;
}

/** Steps have nothing between them, so a zoom ends there; times and metrics go on. */
const LEAST_STEPS = 2;

/** One for all charts: each hands its picture over before the next begins. */
const RASTER = new RasterPen();
whenIdle(() => rehearse(RASTER));

export class LineChart {
  private readonly frameSurface: Surface;
  private readonly lineSurface: Surface;
  private readonly overlay: Overlay;
  private readonly tooltip = new Tooltip();
  private readonly pin: Pin;
  private readonly cursor = new KeyCursor();
  private readonly stop = new AbortController();
  private readonly pointer: Pointer;
  private readonly observer: ResizeObserver;
  private view: ChartView | null = null;
  private frame: Frame | null = null;
  private picks: Pick[] = [];
  private ownHover = false;
  private drag: Drag | null = null;
  private lastSpot: Spot | null = null;
  private pinnedSpot: Spot | null = null;
  private linked: Hover | null = null;
  /** Whose lines are in front now. */
  private frontRun: string | null = null;
  private drawDue = 0;

  constructor(
    private readonly host: HTMLElement,
    private theme: ChartTheme,
    private readonly events: ChartEvents,
    /** Where pinned values stand: not in the picture, which must hold nothing that takes the focus. */
    pins: HTMLElement,
  ) {
    this.frameSurface = new Surface(host, "chart-frame");
    this.lineSurface = new Surface(host, "chart-lines");
    this.overlay = new Overlay(host, RASTER);
    this.pointer = new Pointer(host, {
      hover: (point, client) => this.hover(point, client),
      dragged: (drag) => this.follows(drag),
      dropped: (drag) => this.drop(drag),
      click: (point) => this.pinAt(point),
      stepOut: () => this.events.steppedOut(),
      zoom: (pixel, factor) => this.zoomAt(pixel, factor),
    });
    this.pin = new Pin(pins);
    const options = { signal: this.stop.signal };
    host.addEventListener("keydown", (event) => this.key(event), options);
    host.addEventListener("blur", () => this.leaveByKey(), options);
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

  /** Where the reader pinned values, or else pointed last; null before that. */
  get spot(): Spot | null {
    return (this.pin.isOpen ? this.pinnedSpot : null) ?? this.lastSpot;
  }

  /** Width of the plot in device pixels. */
  get pixels(): number {
    return Math.max(1, this.lineSurface.pixels.width);
  }

  destroy(): void {
    cancelAnimationFrame(this.drawDue);
    this.observer.disconnect();
    this.stop.abort();
    this.pin.close();
    this.pointer.destroy();
    this.tooltip.destroy();
    this.host.replaceChildren();
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.host;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.frameSurface.resize(clientWidth, clientHeight);
    this.lineSurface.resize(clientWidth, clientHeight);
    this.events.resized(this.pixels);
    // At once, not on the next frame: a resized canvas is blank until it is drawn.
    this.draw();
  }

  private schedule(): void {
    cancelAnimationFrame(this.drawDue);
    this.drawDue = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const { view } = this;
    this.frame = null;
    // Whoever is in front now is drawn anew; a run that is gone must not stay there.
    this.overlay.clear();
    this.frontRun = null;
    if (view === null || view.range === null || this.frameSurface.width === 0) {
      this.frameSurface.clear();
      this.lineSurface.clear();
      return;
    }
    const framePen = this.frameSurface.begin();
    this.frame = layScene(framePen, view, this.frameSurface, this.theme);
    if (this.frame === null) return;
    drawFrame(framePen, this.frame, this.theme);
    drawRemarks(framePen, view.remarks ?? [], this.frame, this.theme);
    const pen = this.lineSurface.begin();
    const { width, height, ratio } = this.size;
    RASTER.begin(width, height, ratio);
    drawLines(RASTER, view.lines, this.frame);
    RASTER.show(pen);
    drawHidden(pen, view, this.frame, this.theme);
    this.drawOverlay();
  }

  private drawOverlay(): void {
    const { frame, overlay } = this;
    const { x, run } = this.pointedAt();
    this.drawFront(run);
    overlay.showBrush(this.drag, frame, this.theme);
    if (frame === null || x === null) overlay.hideCross();
    else overlay.showCross(x, this.picks.slice(0, MAX_ROWS), frame, this.theme, this.size);
  }

  /** The lines of a run before the others, which fade. */
  private drawFront(run: string | null): void {
    const { frame } = this;
    const lines = this.view?.lines ?? [];
    const front = lines.filter((line) => belongsTo(line, run));
    const isDim = front.length > 0 && front.length < lines.length;
    this.lineSurface.canvas?.classList.toggle("dimmed", isDim);
    const wanted = isDim ? run : null;
    if (frame === null || wanted === this.frontRun) return;
    this.frontRun = wanted;
    this.overlay.showFront(isDim ? front : [], frame, this.size);
  }

  private get size(): DevicePixels {
    const { pixels, ratio } = this.lineSurface;
    return { ...pixels, ratio };
  }

  /** What is under the pointer, here or, when it is elsewhere, in the part that tells us. */
  private pointedAt(): Hover {
    if (!this.ownHover) return this.linked ?? { x: null, run: null };
    return { x: this.hoverX(), run: this.picks[0]?.line.run ?? null };
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
    if (nearest !== undefined) this.lastSpot = { x: this.hoverX() ?? 0, run: nearest.line.run };
    this.events.hovered(nearest ? { x: this.hoverX() ?? 0, run } : null);
    this.drawOverlay();
  }

  private pinAt(point: { x: number; y: number }): void {
    const { frame, view } = this;
    if (frame === null || view === null) return;
    if (this.pin.isOpen) {
      this.pin.close();
      return;
    }
    this.tooltip.hide();
    this.openPin(pickAll(view.lines, frame, point), view, point);
  }

  private openPin(picks: readonly Pick[], view: ChartView, point: Point): void {
    const nearest = picks[0];
    if (nearest === undefined) return;
    const spot = { x: nearest.line.curve.x[nearest.index] ?? 0, run: nearest.line.run };
    this.pinnedSpot = spot;
    const write = this.events.remarker();
    this.pin.open(picks, view.axis, point, write && (() => write(spot)));
  }

  /** Arrows walk over the chart, Enter pins what they came to, Escape leaves it. */
  private key(event: KeyboardEvent): void {
    const { frame, view } = this;
    if (event.target !== this.host || frame === null || view === null) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      this.pin.close();
      this.leaveByKey();
      return;
    }
    const nearest = this.picks[0];
    if (event.key === "Enter" && nearest !== undefined) {
      this.openPin(this.picks, view, { x: frame.plot.left, y: frame.plot.top });
      return;
    }
    const point = this.cursor.press(event, view.lines, frame);
    if (point === null) return;
    // The same arrows move in the table of runs, which has not the focus.
    event.preventDefault();
    event.stopPropagation();
    this.walkTo(point, view);
  }

  private walkTo(point: { x: number; y: number }, view: ChartView): void {
    const box = this.host.getBoundingClientRect();
    this.hover(point, { x: box.left + point.x, y: box.top + point.y });
    const nearest = this.picks[0];
    if (nearest === undefined) return;
    const { label } = nearest.line;
    this.events.told(`${headline(nearest, view.axis)}: ${label} ${valueText(nearest)}`);
  }

  private leaveByKey(): void {
    this.cursor.leave();
    this.hover(null, { x: 0, y: 0 });
  }

  private follows(drag: Drag | null): void {
    this.drag = drag;
    // The lines go with the pointer at once; axis and tiles follow when they are let go.
    const shift = drag?.kind === "pan" ? drag.to.x - drag.from.x : 0;
    const { canvas } = this.lineSurface;
    if (canvas !== null) canvas.style.transform = shift === 0 ? "" : `translateX(${shift}px)`;
    this.drawOverlay();
  }

  private drop({ kind, from, to }: Drag): void {
    const { frame } = this;
    if (frame === null) return;
    const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    if (kind === "stretch") this.zoom(frame.x.value(left), frame.x.value(right));
    else if (kind === "pan") this.panBy(to.x - from.x, frame);
    else this.chooseBox({ left, right, top: from.y, bottom: to.y }, frame);
  }

  private panBy(pixels: number, { x, plot }: Frame): void {
    this.zoom(x.value(plot.left - pixels), x.value(plot.right - pixels));
  }

  private chooseBox(box: Plot, { x, y, plot }: Frame): void {
    const range = this.rangeOf(x.value(box.left), x.value(box.right));
    const inside = (pixel: number) => Math.min(Math.max(pixel, plot.top), plot.bottom);
    const [a, b] = [y.value(inside(box.top)), y.value(inside(box.bottom))];
    if (range === null || a === b) return;
    this.events.boxed({ x: range, y: { from: Math.min(a, b), to: Math.max(a, b) } });
  }

  private zoomAt(pixel: number, factor: number): void {
    const { frame } = this;
    if (frame === null) return;
    // In pixels, so that it feels the same on a log axis.
    const { left, right } = frame.plot;
    const from = frame.x.value(pixel - (pixel - left) * factor);
    this.zoom(from, frame.x.value(pixel + (right - pixel) * factor));
  }

  private zoom(from: number, to: number): void {
    const range = this.rangeOf(from, to);
    if (range !== null) this.events.zoomed(range);
  }

  /** The stretch as a zoom; null when there is nothing to see in it. */
  private rangeOf(from: number, to: number): Range | null {
    const isStep = this.view?.axis === "step";
    const range = isStep ? { from: Math.floor(from), to: Math.ceil(to) } : { from, to };
    return range.to - range.from > (isStep ? LEAST_STEPS : 0) ? range : null;
  }
}
