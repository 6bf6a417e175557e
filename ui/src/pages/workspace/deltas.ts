/** How a run stands beside the baseline. */
import type { Run } from "~/data/projects";
import { formatNumber } from "~/lib/format";
import { goalOf } from "~/lib/goal";
import { type Field, fieldNumber, fieldText } from "~/pages/workspace/fields";

export interface Delta {
  /** `+4.1 %`, or a difference where the baseline is 0; empty when they are equal. */
  readonly text: string;
  readonly tone: "better" | "worse" | "same";
}

/** How a metric differs from the baseline's; null when either has none. */
export function metricDelta(field: Field, run: Run, baseline: Run): Delta | null {
  if (field.kind !== "metric") return null;
  return deltaOf(field, fieldNumber(field, run), fieldNumber(field, baseline));
}

/** The same for a number that stands for many runs, such as a mean. */
export function deltaOf(field: Field, value: number, base: number): Delta | null {
  if (field.kind !== "metric" || !Number.isFinite(value) || !Number.isFinite(base)) return null;
  const difference = value - base;
  if (difference === 0) return { text: "=", tone: "same" };
  const isBetter = goalOf(field.key) === "min" ? difference < 0 : difference > 0;
  const share = (100 * difference) / Math.abs(base);
  const isShare = base !== 0 && Math.abs(share) < 1_000;
  const text = isShare ? `${formatNumber(rounded(share), 3)} %` : formatNumber(difference, 3);
  const signed = difference > 0 ? `+${text}` : text;
  return { text: signed, tone: field.aspect === "count" ? "same" : isBetter ? "better" : "worse" };
}

/** Whether a param, tag or attribute is another than the baseline's. */
export function differs(field: Field, run: Run, baseline: Run): boolean {
  return field.kind !== "metric" && fieldText(field, run) !== fieldText(field, baseline);
}

/** A tenth of a percent tells runs apart; more digits only look exact. */
function rounded(share: number): number {
  return Math.abs(share) >= 0.1 ? Math.round(share * 10) / 10 : share;
}
