/** What follows the pointer over a chart: lines in front, the crosshair with its values, what is dragged. */
import type { Frame } from "~/charts/Axis";
import type { Cut } from "~/charts/Coverage";
import { brushBox, drawCrosshair, drawPickDot } from "~/charts/Crosshair";
import type { Line, Pick } from "~/charts/Line";
import { Patch } from "~/charts/Patch";
import { REACH } from "~/charts/Picker";
import type { Drag } from "~/charts/Pointer";
import type { RasterPen } from "~/charts/RasterPen";
import { drawLines } from "~/charts/Scene";
import type { ChartTheme } from "~/charts/Theme";

/** Room for half of a dot that lies at the edge of what the crosshair reaches. */
const ROOM = REACH + 6;

/** A chart's size in device pixels, and how many of them a CSS pixel is. */
export interface DevicePixels {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

export class Overlay {
  private readonly front: Patch;
  private readonly cross: Patch;
  private readonly brush = document.createElement("div");

  constructor(
    host: HTMLElement,
    private readonly raster: RasterPen,
  ) {
    this.front = new Patch(host, "chart-front");
    this.cross = new Patch(host, "chart-cross");
    this.brush.className = "chart-brush";
    this.brush.hidden = true;
    host.append(this.brush);
  }

  /** Draws lines before the others; none takes those away that are there. */
  showFront(lines: readonly Line[], frame: Frame, size: DevicePixels): void {
    if (lines.length === 0) {
      this.front.clear();
      return;
    }
    this.raster.begin(size.width, size.height, size.ratio);
    drawLines(this.raster, lines, frame, "front");
    const { ink } = this.raster;
    if (ink.left >= ink.right) this.front.clear();
    else this.raster.show(this.front.begin(ink, size.ratio), ink);
  }

  /** Draws the crosshair at an x and dots where it meets lines. */
  showCross(
    x: number,
    picks: readonly Pick[],
    frame: Frame,
    theme: ChartTheme,
    size: DevicePixels,
  ): void {
    const pen = this.cross.begin(stripAround(frame.x.pixel(x), size), size.ratio);
    drawCrosshair(pen, frame, x, theme);
    for (const pick of picks) drawPickDot(pen, pick, frame, theme);
  }

  hideCross(): void {
    this.cross.clear();
  }

  /** The stretch or the box that is being chosen; moving the plot shows nothing. */
  showBrush(drag: Drag | null, frame: Frame | null, theme: ChartTheme): void {
    const box = frame === null ? null : brushBox(frame.plot, drag);
    this.brush.hidden = box === null;
    if (box === null) return;
    const { style } = this.brush;
    style.background = theme.brush;
    style.transform = `translate(${box.left}px, ${box.top}px)`;
    style.width = `${box.right - box.left}px`;
    style.height = `${box.bottom - box.top}px`;
  }

  clear(): void {
    this.front.clear();
    this.cross.clear();
    this.brush.hidden = true;
  }
}

/** A part of the chart as high as it is, around a CSS pixel. */
function stripAround(pixel: number, { width, height, ratio }: DevicePixels): Cut {
  const middle = Math.round(Math.min(Math.max(pixel * ratio, 0), width));
  const room = Math.ceil(ROOM * ratio);
  return { left: middle - room, right: middle + room, top: 0, bottom: height };
}
