/** Metrics of the runs that made versions. */
import type { Run } from "~/data/models";
import { directionOf } from "~/lib/direction";
import { formatNumber } from "~/lib/format";

const SYSTEM_PREFIX = "system/";

/** Metrics that any of the runs has, by name; those of the machine are left out. */
export function metricKeys(runs: readonly Run[]): string[] {
  const keys = new Set(runs.flatMap((run) => Object.keys(run.metrics)));
  return [...keys].filter((key) => !key.startsWith(SYSTEM_PREFIX)).sort();
}

/** The metric that says most of a model: measured on held-out data, with a known direction. */
export function telling(keys: readonly string[]): string {
  return keys.toSorted((a, b) => weight(b) - weight(a))[0] ?? "";
}

function weight(key: string): number {
  const held = /(^|[^a-z])(test|val|valid|validation|eval)([^a-z]|$)/i.test(key);
  const direction = directionOf(key);
  const known = direction === "higher" ? 2 : Number(direction === "lower");
  return known + (held ? 4 : 0);
}

export interface Standing {
  readonly text: string;
  readonly verdict: "better" | "worse" | null;
}

/** How a value stands to that of the version in Production; null when there is nothing to tell. */
export function againstProduction(metric: string, value: number, served: number): Standing | null {
  if (!Number.isFinite(value) || !Number.isFinite(served) || value === served) return null;
  const change = value - served;
  const percent = served === 0 ? null : (100 * change) / Math.abs(served);
  const told = percent === null ? formatNumber(change, 3) : `${formatNumber(percent, 2)} %`;
  const direction = directionOf(metric);
  const better = change > 0 === (direction === "higher");
  const verdict = direction === null ? null : better ? "better" : "worse";
  return { text: `${change > 0 ? "+" : ""}${told}`, verdict };
}
