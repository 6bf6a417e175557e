/** What is said of a classifier: scores of a confusion matrix, rates of ROC and PR curves. */

/** How often the class of a row was taken for that of a column. */
export interface Confusion {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

export interface ClassScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Examples whose right class it is. */
  readonly support: number;
}

/** A pair of classes and how often it occurred. */
export interface PairCount {
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
}

/** The matrix of pairs. Classes stand in the given order, others behind them by name. */
export function confusionOf(pairs: readonly PairCount[], order: readonly string[]): Confusion {
  const known = new Set(order);
  const more = new Set(
    pairs.flatMap((pair) => [pair.truth, pair.predicted]).filter((name) => !known.has(name)),
  );
  const classes = [...order, ...[...more].sort(byName)];
  const place = new Map(classes.map((name, i) => [name, i]));
  const counts = classes.map(() => classes.map(() => 0));
  for (const { truth, predicted, count } of pairs) {
    const row = counts[place.get(truth) ?? -1];
    const column = place.get(predicted);
    if (row !== undefined && column !== undefined) row[column] = (row[column] ?? 0) + count;
  }
  return { classes, counts };
}

/** Numbers by their value, other names by their letters. */
function byName(one: string, other: string): number {
  const difference = Number(one) - Number(other);
  if (Number.isFinite(difference) && difference !== 0) return difference;
  return one < other ? -1 : 1;
}

/** Precision, recall and F1 of each class; 0 where nothing could be found, as scikit-learn has it. */
export function classScores({ counts }: Confusion): ClassScores[] {
  return counts.map((row, i) => {
    const right = row[i] ?? 0;
    const support = sum(row);
    const said = sum(counts.map((one) => one[i] ?? 0));
    const precision = said === 0 ? 0 : right / said;
    const recall = support === 0 ? 0 : right / support;
    const both = precision + recall;
    return { precision, recall, f1: both === 0 ? 0 : (2 * precision * recall) / both, support };
  });
}

/** The part of all examples that is right. */
export function accuracyOf({ counts }: Confusion): number {
  const right = sum(counts.map((row, i) => row[i] ?? 0));
  return right / sum(counts.map(sum));
}

/** Counts at falling thresholds. */
export interface CurveCounts {
  readonly positives: number;
  readonly negatives: number;
  readonly hits: readonly number[];
  readonly alarms: readonly number[];
}

export interface Rates {
  readonly precision: readonly number[];
  /** Also called the true positive rate. */
  readonly recall: readonly number[];
  readonly falsePositive: readonly number[];
}

/** The rates at each threshold. */
export function ratesOf(curve: CurveCounts): Rates {
  return {
    precision: curve.hits.map((hits, i) => hits / (hits + (curve.alarms[i] ?? 0))),
    recall: curve.hits.map((hits) => hits / curve.positives),
    falsePositive: curve.alarms.map((alarms) => alarms / curve.negatives),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
