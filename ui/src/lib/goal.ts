/** Whether a metric wants to be small, as its name suggests; the twin of `goal_of` on the server. */

const HIGHER = new Set(
  (
    "acc accuracy top1 top5 auc auroc auprc ap map f1 fbeta precision recall sensitivity " +
    "specificity score r2 mcc kappa iou miou dice jaccard bleu rouge rouge1 rouge2 rougel meteor " +
    "cider chrf ndcg mrr hit hits reward return win winrate elo psnr ssim throughput correct pass " +
    "speedup"
  ).split(" "),
);
const LOWER = new Set("loss error err time latency perplexity ppl".split(" "));
const RATE = /per_?sec|\/s$/;

/** Whether the best value of a metric is its smallest or its largest. */
export function goalOf(key: string): "min" | "max" {
  const spaced = key.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  const words = spaced.split(/[^a-z0-9]+/);
  if (words.some((word) => LOWER.has(word))) return "min";
  return words.some((word) => HIGHER.has(word)) || RATE.test(key.toLowerCase()) ? "max" : "min";
}
