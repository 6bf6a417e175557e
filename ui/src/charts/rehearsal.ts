/**
 * Draws lines that nobody sees. A browser compiles code when it has seen it run: the first chart of a
 * page would be drawn three to five times slower than the second (docs/adr/0024).
 */
import { drawLine } from "~/charts/LineLayer";
import type { RasterPen } from "~/charts/RasterPen";
import { LinearScale } from "~/charts/Scale";
import type { Curve } from "~/series/curve";

const SIZE = 256;
const PARTS = 1_024;
const ROUNDS = 6;

/** Takes some hundredths of a second, once a page. */
export function rehearse(pen: RasterPen): void {
  const curve = noisyCurve();
  const scales = { x: new LinearScale(0, PARTS, 0, SIZE), y: new LinearScale(-2, 3, SIZE, 0) };
  const plain = { id: "", run: "", label: "", colour: "#888888", curve, smoothed: null };
  pen.begin(SIZE, SIZE, 1);
  for (let i = 0; i < ROUNDS; i += 1) {
    drawLine(pen, { ...plain, dash: [] }, scales, "none");
    drawLine(pen, { ...plain, dash: [6, 3] }, scales, "none");
  }
}

/** A curve with all that curves have: steep and flat stretches, bars, and slopes between them. */
function noisyCurve(): Curve {
  const column = (value: (i: number) => number) =>
    Float64Array.from({ length: PARTS }, (_, i) => value(i));
  const middle = (i: number) => Math.sin(i / 40) + Math.sin(i * 7.3) * 0.3;
  return {
    n: PARTS,
    points: PARTS,
    x: column((i) => i),
    first: column((i) => middle(i) - 0.1),
    min: column((i) => middle(i) - 0.4),
    max: column((i) => middle(i) + 0.4),
    last: column((i) => middle(i) + 0.1),
    mean: column(middle),
    count: column(() => 1),
    width: column(() => 1),
    flags: new Uint8Array(PARTS),
  };
}
