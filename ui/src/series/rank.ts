/** How strongly one column of runs follows another, whatever the shape of the curve between them. */
import { at } from "~/lib/at";

/**
 * Spearman's rank correlation over the runs that have both values, −1 to 1; NaN with fewer than three
 * of them, or where either column is the same in all. Equal values share their mean rank.
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const both = a.map((_, i) => i).filter((i) => hasValue(a[i]) && hasValue(b[i]));
  if (both.length < 3) return Number.NaN;
  const ranksA = ranks(both.map((i) => at(a, i)));
  const ranksB = ranks(both.map((i) => at(b, i)));
  const middle = (both.length + 1) / 2;
  let [product, squareA, squareB] = [0, 0, 0];
  for (const [i, rank] of ranksA.entries()) {
    const [x, y] = [rank - middle, at(ranksB, i) - middle];
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return squareA === 0 || squareB === 0 ? Number.NaN : product / Math.sqrt(squareA * squareB);
}

function hasValue(value: number | undefined): boolean {
  return value !== undefined && !Number.isNaN(value);
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => at(values, i) - at(values, j));
  const found = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    const value = at(values, at(order, from));
    while (to < order.length && at(values, at(order, to)) === value) to += 1;
    for (let k = from; k < to; k += 1) found[at(order, k)] = (from + 1 + to) / 2;
    from = to;
  }
  return found;
}
