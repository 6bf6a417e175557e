/** Whether a metric wants to be small, as its name suggests; the twin of `lower_is_better` in `query/`. */

// Whole words, as metrics are named in papers and by the frameworks' own callbacks.
const LOWER = new Set(
  (
    "loss error err errors perplexity ppl nll mse rmse mae mape smape msle rmsle medae wmape " +
    "logloss entropy crossentropy kl kld divergence distance regret deviance brier ece eer wer " +
    "cer ter fid kid lpips bpc bpb bpd fpr fnr latency time duration seconds cost"
  ).split(" "),
);
// Ends of words, for names run together as XGBoost's mlogloss and merror, Lightning's valloss.
const LOWER_ENDS = /(loss|error|perplexity)$/;

/** Whether the best value of a metric is its smallest or its largest. */
export function goalOf(key: string): "min" | "max" {
  const words = key.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => LOWER.has(word) || LOWER_ENDS.test(word)) ? "min" : "max";
}
