/** The panel that shows a comparison at a glance: what differs in the runs' params, up to a metric. */
import type { Run } from "~/data/compare";
import type { Json } from "~/lib/json";
import { SYSTEM_PREFIX } from "~/lib/system";
import type { PanelSpec } from "~/panels/added";

/** More posts beside each other are not told apart. */
const MOST_PARAMS = 7;

/** Names under which a run is judged, the most telling first. */
const JUDGES = [/^(val|valid|validation|eval|test)([/_.]|$)/i, /loss|acc|score|f1|auc|error/i];

/** Parallel coordinates of the params that differ; null where there is nothing to be seen in them. */
export function suggestedPanel(runs: readonly Run[]): PanelSpec | null {
  const params = differingParams(runs);
  const goal = goalMetric(runs);
  if (params.length === 0 || goal === null) return null;
  const fields = params.slice(0, MOST_PARAMS).map((key) => `param.${key}`);
  return {
    kind: "parallel",
    title: "What differs",
    fields: [...fields, `metric.${goal}.last`],
  };
}

function differingParams(runs: readonly Run[]): string[] {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run.params)))].sort();
  return keys.filter((key) => {
    const values = runs.map((run) => run.params[key]);
    return values.every(isPlain) && new Set(values).size > 1;
  });
}

/** Lists and tables have no place on a post. */
function isPlain(value: Json | undefined): boolean {
  return typeof value !== "object" || value === null;
}

/** The metric that most runs have; of those the one that looks most like what they are judged by. */
function goalMetric(runs: readonly Run[]): string | null {
  const counts = new Map<string, number>();
  for (const run of runs) {
    for (const key of Object.keys(run.metrics)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const keys = [...counts.keys()].filter((key) => !key.startsWith(SYSTEM_PREFIX)).sort();
  const most = Math.max(0, ...keys.map((key) => counts.get(key) ?? 0));
  const rankOf = (key: string) => JUDGES.filter((judge) => !judge.test(key)).length;
  const best = keys.filter((key) => counts.get(key) === most);
  return best.sort((a, b) => rankOf(a) - rankOf(b))[0] ?? null;
}
