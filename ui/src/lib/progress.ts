/** How far a run is, where what it logged tells: nobody is asked to log it in one way. */
import { type Json, toNumber, type WireNumber } from "~/lib/json";

/** What of a run is looked at. */
export interface Progressing {
  readonly params: Readonly<Record<string, Json>>;
  readonly summary: Readonly<Record<string, Json>>;
  readonly metrics: Readonly<
    Record<string, { readonly last: WireNumber; readonly last_step: number | null }>
  >;
}

/** Params that say how many steps or epochs there will be, as training scripts name them. */
const STEPS = /^(.*[./])?(max|total|num|n)?_?(train(ing)?_)?(steps|iters|iterations)$/i;
const EPOCHS = /^(.*[./])?(max|total|num|n)?_?(train(ing)?_)?epochs$/i;

/** The share that is done, 0 to 1, or null when nothing tells. */
export function progressOf(run: Progressing): number | null {
  return told(run) ?? byEpochs(run) ?? bySteps(run);
}

function told(run: Progressing): number | null {
  const logged = run.metrics["progress"]?.last ?? run.summary["progress"];
  const share = typeof logged === "number" ? logged : Number.NaN;
  return share >= 0 && share <= 1 ? share : null;
}

function byEpochs(run: Progressing): number | null {
  const total = wanted(run, EPOCHS);
  const epoch = toNumber(run.metrics["epoch"]?.last);
  return total === null || Number.isNaN(epoch) ? null : share(epoch + 1, total);
}

function bySteps(run: Progressing): number | null {
  const total = wanted(run, STEPS);
  const steps = Object.entries(run.metrics)
    .filter(([key]) => !key.startsWith("system/"))
    .map(([, stats]) => stats.last_step ?? -1);
  const last = Math.max(-1, ...steps);
  return total === null || last < 0 ? null : share(last + 1, total);
}

function wanted(run: Progressing, name: RegExp): number | null {
  for (const [key, value] of Object.entries(run.params)) {
    if (name.test(key) && typeof value === "number" && value > 0) return value;
  }
  return null;
}

/** Over the end means that the param meant something else: better say nothing. */
function share(done: number, total: number): number | null {
  return done > total * 1.01 ? null : Math.min(1, done / total);
}
