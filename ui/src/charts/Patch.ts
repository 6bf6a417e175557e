/** A canvas over a part of a chart: what changes with each move of the pointer costs as much as it is large. */
import type { Cut } from "~/charts/Coverage";

export class Patch {
  private made: { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D } | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly className: string,
  ) {}

  /**
   * Lies over these device pixels of the chart from now on, and is empty; its pen is told CSS pixels of
   * the whole chart.
   */
  begin({ left, top, right, bottom }: Cut, ratio: number): CanvasRenderingContext2D {
    const { canvas, pen } = this.surely();
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

  private surely(): { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D } {
    if (this.made !== null) return this.made;
    const canvas = document.createElement("canvas");
    canvas.className = `chart-patch ${this.className}`;
    canvas.setAttribute("aria-hidden", "true");
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("This browser has no 2D canvas.");
    this.host.append(canvas);
    this.made = { canvas, pen };
    return this.made;
  }
}
