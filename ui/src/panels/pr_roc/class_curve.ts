/** One class's curve in the unit square. */
import type { ClassScore, TableCurve } from "~/data/tables";
import { type Rates, ratesOf } from "~/lib/classify";

export interface ClassCurve {
  readonly name: string;
  readonly score: string;
  readonly colour: string;
  readonly curve: TableCurve;
  readonly rates: Rates;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export function classCurve(
  kind: "pr" | "roc",
  { name, score }: ClassScore,
  curve: TableCurve,
  colour: string,
): ClassCurve {
  const rates = ratesOf(curve);
  const [x, y] =
    kind === "pr" ? [rates.recall, rates.precision] : [rates.falsePositive, rates.recall];
  return { name, score, colour, curve, rates, x, y };
}

/** The path of a curve in a square of this size; a precision stands until the next recall. */
export function pathOf(kind: "pr" | "roc", line: ClassCurve, size: number): string {
  const points = line.x.map((x, i) => [x * size, (1 - (line.y[i] ?? 0)) * size] as const);
  if (points.some(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y))) return "";
  const start = kind === "roc" ? [[0, size] as const, ...points] : points;
  return start
    .map(([x, y], i) => {
      if (i === 0) return `M${x.toFixed(2)} ${y.toFixed(2)}`;
      return kind === "pr"
        ? `V${y.toFixed(2)}H${x.toFixed(2)}`
        : `L${x.toFixed(2)} ${y.toFixed(2)}`;
    })
    .join("");
}

/** The curve and the point of it that are nearest to a place in the unit square. */
export function nearestPoint(
  lines: readonly ClassCurve[],
  x: number,
  y: number,
): { line: number; index: number } | null {
  let best: { line: number; index: number } | null = null;
  let least = Number.POSITIVE_INFINITY;
  lines.forEach((one, line) => {
    one.x.forEach((px, index) => {
      const distance = (px - x) ** 2 + ((one.y[index] ?? 0) - y) ** 2;
      if (distance < least) {
        least = distance;
        best = { line, index };
      }
    });
  });
  return best;
}

/** The threshold that serves best when nobody chose: by F1, or by how far it is above chance. */
export function bestPoint(kind: "pr" | "roc", { rates }: ClassCurve): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  rates.recall.forEach((recall, i) => {
    const precision = rates.precision[i] ?? 0;
    const value =
      kind === "roc"
        ? recall - (rates.falsePositive[i] ?? 0)
        : (2 * precision * recall) / (precision + recall);
    if (value > most) {
      most = value;
      best = i;
    }
  });
  return best;
}
