/** A canvas and what draws on it. */
export interface Drawable {
  readonly canvas: HTMLCanvasElement;
  readonly pen: CanvasRenderingContext2D;
}

/** Puts a canvas into a chart, over what is there. What it shows is told in words elsewhere. */
export function canvasIn(host: HTMLElement, className: string): Drawable {
  const canvas = document.createElement("canvas");
  canvas.className = className;
  canvas.setAttribute("aria-hidden", "true");
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser has no 2D canvas.");
  host.append(canvas);
  return { canvas, pen };
}

/** A canvas that keeps the size of its host in device pixels, so that lines stay sharp. */
export class Surface {
  width = 0;
  height = 0;
  private made: Drawable | null = null;
  private isBlank = true;

  /** The canvas is not there until something is drawn: most charts of a page are never pointed at. */
  constructor(
    private readonly host: HTMLElement,
    private readonly className: string,
  ) {}

  /** Device pixels of a CSS pixel. */
  get ratio(): number {
    return window.devicePixelRatio || 1;
  }

  /** The same size in device pixels. */
  get pixels(): { readonly width: number; readonly height: number } {
    const { ratio } = this;
    return { width: Math.round(this.width * ratio), height: Math.round(this.height * ratio) };
  }

  /** Takes a size in CSS pixels. */
  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
  }

  /** Wipes the canvas and gives its pen, which is told CSS pixels. */
  begin(): CanvasRenderingContext2D {
    const { width, height } = this.pixels;
    this.made ??= canvasIn(this.host, this.className);
    const { canvas, pen } = this.made;
    const isSame = canvas.width === width && canvas.height === height;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    if (isSame) pen.clearRect(0, 0, width, height);
    else Object.assign(canvas, { width, height });
    const scale = this.width === 0 ? 1 : width / this.width;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.isBlank = false;
    return pen;
  }

  /** Wipes the canvas, where there is something on it. */
  clear(): void {
    if (this.isBlank) return;
    this.begin();
    this.isBlank = true;
  }

  /** The canvas, for who moves or dims it; null before anything was drawn. */
  get canvas(): HTMLCanvasElement | null {
    return this.made?.canvas ?? null;
  }
}
