/** Which columns there are when nobody chose: what tells these runs apart, and how they did. */
import type { KeyCount, Run } from "~/data/projects";
import { SYSTEM_PREFIX } from "~/lib/system";

const MAX_METRICS = 4;
const MAX_PARAMS = 4;

/** More text than this is no column but a document. */
const MAX_TEXT = 40;

/** Takes the metrics from the project's keys: rows need not carry hundreds of them for this. */
export function autoColumns(runs: readonly Run[], keys: readonly KeyCount[]): string[] {
  const measured = keys.filter((key) => key.kind === "metric");
  const metrics = rank(new Map(measured.map((key) => [key.key, key.runs])), metricRank);
  const params = counts(runs, (run) => Object.keys(run.params));
  const differing = [...params.keys()].filter((key) => differs(runs, key));
  const chosen = runs.length > 1 ? differing : [...params.keys()];
  return [
    "status",
    ...metrics
      .filter((key) => !key.startsWith(SYSTEM_PREFIX))
      .slice(0, MAX_METRICS)
      .map((key) => `metric.${key}.last`),
    ...chosen
      .filter((key) => isShort(runs, key))
      .slice(0, MAX_PARAMS)
      .map((key) => `param.${key}`),
    "started",
    "duration",
  ];
}

function counts(runs: readonly Run[], keysOf: (run: Run) => string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const run of runs) {
    for (const key of keysOf(run)) found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

function rank(found: Map<string, number>, rankOf: (key: string) => number): string[] {
  return [...found]
    .sort(([a, m], [b, n]) => rankOf(a) - rankOf(b) || n - m || a.localeCompare(b))
    .map(([key]) => key);
}

/** What was measured on held-out data stands first, and there the loss. */
function metricRank(key: string): number {
  const held = /(^|[/_])(val|valid|validation|test|eval)/.test(key) ? 0 : 3;
  if (key.includes("loss")) return held;
  return held + (/acc|f1|auc|score/.test(key) ? 1 : 2);
}

function differs(runs: readonly Run[], key: string): boolean {
  const first = JSON.stringify(runs[0]?.params[key]);
  return runs.some((run) => JSON.stringify(run.params[key]) !== first);
}

function isShort(runs: readonly Run[], key: string): boolean {
  return runs.every((run) => (JSON.stringify(run.params[key])?.length ?? 0) <= MAX_TEXT);
}
