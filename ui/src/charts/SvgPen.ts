/** A pen that writes SVG: what a canvas would show, as vectors. */

interface State {
  readonly x: number;
  readonly y: number;
  readonly clip: string;
}

/** How wide a text is in a font, as a canvas measures it. */
export type Measure = (text: string, font: string) => number;

export class SvgPen {
  strokeStyle: string | CanvasGradient | CanvasPattern = "#000000";
  fillStyle: string | CanvasGradient | CanvasPattern = "#000000";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  globalAlpha = 1;
  font = "11px sans-serif";
  textAlign: CanvasTextAlign = "left";
  textBaseline: CanvasTextBaseline = "alphabetic";
  private readonly elements: string[] = [];
  private readonly states: State[] = [];
  private state: State = { x: 0, y: 0, clip: "" };
  private path = "";
  private dash: readonly number[] = [];
  private clips = 0;

  constructor(private readonly measure: Measure) {}

  /** The whole picture. */
  toString(width: number, height: number, description: string): string {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`;
    return [head, `<desc>${escaped(description)}</desc>`, ...this.elements, "</svg>\n"].join("\n");
  }

  beginPath(): void {
    this.path = "";
  }

  moveTo(x: number, y: number): void {
    this.path += `M${this.place(x, y)}`;
  }

  lineTo(x: number, y: number): void {
    this.path += `L${this.place(x, y)}`;
  }

  /** Whole circles only: nothing else is drawn. */
  arc(x: number, y: number, radius: number): void {
    const r = round(radius);
    this.path += `M${this.place(x - radius, y)}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path += `M${this.place(x, y)}h${round(width)}v${round(height)}h${round(-width)}z`;
  }

  stroke(): void {
    if (this.path === "") return;
    const dash = this.dash.length > 0 ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    const look = `stroke="${escaped(String(this.strokeStyle))}" stroke-width="${this.lineWidth}"`;
    const join = `stroke-linejoin="${this.lineJoin}"`;
    this.draw(`<path d="${this.path}" fill="none" ${look} ${join}${dash}`, "/>");
  }

  fill(): void {
    if (this.path === "") return;
    this.draw(`<path d="${this.path}" fill="${escaped(String(this.fillStyle))}"`, "/>");
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  setLineDash(dash: number[]): void {
    this.dash = dash;
  }

  fillText(text: string, x: number, y: number): void {
    const anchor = { center: "middle", right: "end", end: "end" }[this.textAlign as string];
    const size = Number(/(\d+(?:\.\d+)?)px/.exec(this.font)?.[1] ?? 11);
    const weight = /^\s*(\d{3})\s/.exec(this.font)?.[1] ?? "400";
    // Not every viewer knows dominant-baseline, so the base line is moved.
    const shift = { middle: 0.35, top: 0.8 }[this.textBaseline as string] ?? 0;
    const where = `x="${round(x + this.state.x)}" y="${round(y + this.state.y + shift * size)}"`;
    const look = `font-family="Inter, sans-serif" font-size="${size}" font-weight="${weight}"`;
    const fill = `fill="${escaped(String(this.fillStyle))}" text-anchor="${anchor ?? "start"}"`;
    this.draw(`<text ${where} ${look} ${fill}`, `>${escaped(text)}</text>`);
  }

  measureText(text: string): TextMetrics {
    return { width: this.measure(text, this.font) } as TextMetrics;
  }

  translate(x: number, y: number): void {
    this.state = { ...this.state, x: this.state.x + x, y: this.state.y + y };
  }

  save(): void {
    this.states.push(this.state);
  }

  restore(): void {
    this.state = this.states.pop() ?? this.state;
  }

  /** Cuts what follows at the path, until the state before is restored. */
  clip(): void {
    this.clips += 1;
    const id = `cut${this.clips}`;
    this.elements.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath>`);
    this.state = { ...this.state, clip: id };
  }

  private draw(open: string, close: string): void {
    const alpha = this.globalAlpha < 1 ? ` opacity="${this.globalAlpha}"` : "";
    const clip = this.state.clip === "" ? "" : ` clip-path="url(#${this.state.clip})"`;
    this.elements.push(open + alpha + clip + close);
  }

  private place(x: number, y: number): string {
    return `${round(x + this.state.x)},${round(y + this.state.y)}`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Logged names may hold anything; in a file they are text and nothing else. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
