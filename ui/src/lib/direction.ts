/** Whether a metric wants to be small or large, where its name leaves no doubt. */

export type Direction = "lower" | "higher";

const LOWER: ReadonlySet<string> = new Set(
  (
    "loss error err perplexity ppl nll mse rmse mae mape wer cer eer fid kid lpips bpc bpb bpd " +
    "logloss crossentropy brier ece latency"
  ).split(" "),
);
const HIGHER: ReadonlySet<string> = new Set(
  (
    "accuracy acc top1 top5 f1 auc auroc auprc precision recall bleu rouge map iou miou dice psnr " +
    "ssim r2 reward throughput score"
  ).split(" "),
);

/**
 * The direction that the words of a metric's name tell, such as `val/loss` or `test_accuracy`. Null
 * when no word tells, or words tell both: then nobody may call a value better.
 */
export function directionOf(metric: string): Direction | null {
  const words = metric.toLowerCase().split(/[^a-z0-9]+/);
  const lower = words.some((word) => LOWER.has(word));
  const higher = words.some((word) => HIGHER.has(word));
  if (lower === higher) return null;
  return lower ? "lower" : "higher";
}
