/** A canvas that keeps the size of its host in device pixels, so that lines stay sharp. */
export class Surface {
  readonly canvas = document.createElement("canvas");
  readonly pen: CanvasRenderingContext2D;
  width = 0;
  height = 0;

  constructor(host: HTMLElement, className: string) {
    this.canvas.className = className;
    this.canvas.setAttribute("aria-hidden", "true");
    host.append(this.canvas);
    const pen = this.canvas.getContext("2d");
    if (pen === null) throw new Error("This browser has no 2D canvas.");
    this.pen = pen;
  }

  /** Takes a size in CSS pixels; the canvas is blank afterwards. */
  resize(width: number, height: number): void {
    const ratio = window.devicePixelRatio || 1;
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
  }

  /** Wipes the canvas and sets the pen to CSS pixels. */
  begin(): CanvasRenderingContext2D {
    const ratio = this.width === 0 ? 1 : this.canvas.width / this.width;
    this.pen.setTransform(1, 0, 0, 1, 0, 0);
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    return this.pen;
  }
}
