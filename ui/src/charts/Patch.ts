/** A canvas over a part of a chart: what changes with each move of the pointer costs as much as it is large. */
import type { Cut } from "~/charts/Coverage";
import { canvasIn, type Drawable } from "~/charts/Surface";

export class Patch {
  private made: Drawable | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly className: string,
  ) {}

  /**
   * Lies over these device pixels of the chart from now on, and is empty; its pen is told CSS pixels of
   * the whole chart.
   */
  begin({ left, top, right, bottom }: Cut, ratio: number): CanvasRenderingContext2D {
    this.made ??= canvasIn(this.host, `chart-patch ${this.className}`);
    const { canvas, pen } = this.made;
    const [width, height] = [right - left, bottom - top];
    if (canvas.width === width && canvas.height === height) {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, width, height);
    } else {
      Object.assign(canvas, { width, height });
      canvas.style.width = `${width / ratio}px`;
      canvas.style.height = `${height / ratio}px`;
    }
    canvas.style.transform = `translate(${left / ratio}px, ${top / ratio}px)`;
    canvas.hidden = false;
    pen.setTransform(ratio, 0, 0, ratio, -left, -top);
    return pen;
  }

  clear(): void {
    if (this.made !== null) this.made.canvas.hidden = true;
  }
}
