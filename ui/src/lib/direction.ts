/**
 * Whether a larger value of a metric is better or worse, as its name tells: said only where the name
 * leaves no doubt. It never contradicts `goal.ts`, which has to choose for every metric.
 */
import { goalOf, isLower, partsOf, wordsOf } from "~/lib/goal";

export type Direction = "lower" | "higher";

const HIGHER = wordsOf(
  "accuracy acc top1 top5 f1 auc auroc auprc precision recall bleu rouge map iou miou dice psnr " +
    "ssim r2 reward throughput score",
);

/**
 * The direction that a metric's name tells, such as `val/loss` or `test_accuracy`. Null when no word
 * tells, or words tell both: then nobody may call a value better.
 */
export function directionOf(metric: string): Direction | null {
  const words = partsOf(metric);
  if (words.some((word) => HIGHER.has(word))) return goalOf(metric) === "max" ? "higher" : null;
  return words.some(isLower) ? "lower" : null;
}
