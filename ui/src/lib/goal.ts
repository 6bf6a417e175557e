/**
 * Whether a metric wants to be small or large, as the words of its name suggest. Two readings of one
 * vocabulary, which never contradict each other: which value is the best has to be chosen of every
 * metric; that a value is better or worse is said only where the name leaves no doubt.
 */

export type Direction = "lower" | "higher";

// Whole words, as metrics are named in papers and by the frameworks' own callbacks.
const LOWER = wordsOf(
  "loss error err errors perplexity ppl nll mse rmse mae mape smape msle rmsle medae wmape logloss " +
    "crossentropy regret deviance brier ece eer wer cer ter fid kid lpips bpc bpb bpd latency",
);
// Small more often than not: but a policy may explore, a clock may count what was done, and a rate
// of false alarms may be the place where another metric was read (`tpr_at_1_fpr`).
const LOWER_MOSTLY = wordsOf(
  "entropy kl kld divergence distance fpr fnr time duration seconds cost",
);
// Ends of words, for names run together as XGBoost's mlogloss and merror, Lightning's valloss.
const LOWER_ENDS = /(loss|error|perplexity)$/;
const HIGHER = wordsOf(
  "accuracy acc top1 top5 f1 auc auroc auprc precision recall bleu rouge map iou miou dice psnr " +
    "ssim r2 reward throughput score",
);

/**
 * Whether the best value of a metric is its smallest or its largest; the twin of `lower_is_better`
 * in `query/`.
 */
export function goalOf(key: string): "min" | "max" {
  const words = partsOf(key);
  return words.some(isLower) || words.some((word) => LOWER_MOSTLY.has(word)) ? "min" : "max";
}

/**
 * The direction that a metric's name tells, such as `val/loss` or `test_accuracy`. Null when no word
 * tells, or words tell both: then nobody may call a value better.
 */
export function directionOf(metric: string): Direction | null {
  const words = partsOf(metric);
  if (words.some((word) => HIGHER.has(word))) return goalOf(metric) === "max" ? "higher" : null;
  return words.some(isLower) ? "lower" : null;
}

function isLower(word: string): boolean {
  return LOWER.has(word) || LOWER_ENDS.test(word);
}

function partsOf(key: string): readonly string[] {
  return key.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
