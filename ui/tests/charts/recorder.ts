/** A 2D context that writes down what is drawn, so that drawing is tested without pixels. */
export type Stroke = {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly path: string;
};

export class Recorder {
  readonly strokes: Stroke[] = [];
  readonly dots: [number, number][] = [];
  readonly texts: string[] = [];
  strokeStyle = "";
  fillStyle = "";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  globalAlpha = 1;
  font = "";
  textAlign: CanvasTextAlign = "left";
  textBaseline: CanvasTextBaseline = "top";
  private dash: readonly number[] = [];
  private path: string[] = [];

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${round(x)},${round(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`L${round(x)},${round(y)}`);
  }

  arc(x: number, y: number): void {
    this.dots.push([round(x), round(y)]);
  }

  stroke(): void {
    const path = this.path.join(" ");
    if (path !== "") this.strokes.push({ colour: this.strokeStyle, dash: this.dash, path });
  }

  fill(): void {}

  fillRect(): void {}

  rect(): void {}

  clip(): void {}

  save(): void {}

  restore(): void {}

  setLineDash(dash: number[]): void {
    this.dash = dash;
  }

  fillText(text: string): void {
    this.texts.push(text);
  }

  measureText(text: string): TextMetrics {
    return { width: text.length * 6 } as TextMetrics;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
