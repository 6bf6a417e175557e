/**
 * Whether the best value of a metric is its smallest or its largest, as the words of its name suggest:
 * it has to be chosen of every metric. That a value is better or worse is another reading of the same
 * words, `direction.ts`, and never contradicts this one.
 */

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

/**
 * Whether the best value of a metric is its smallest or its largest; the twin of `lower_is_better`
 * in `query/`.
 */
export function goalOf(key: string): "min" | "max" {
  const words = partsOf(key);
  return words.some(isLower) || words.some((word) => LOWER_MOSTLY.has(word)) ? "min" : "max";
}

/** Whether a word of a name leaves no doubt that small is good. */
export function isLower(word: string): boolean {
  return LOWER.has(word) || LOWER_ENDS.test(word);
}

/** The words of a name. */
export function partsOf(key: string): readonly string[] {
  return key.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
