/** What runs have in a column, as numbers and words, for panels that draw a run as one mark. */
import { isObject, type Json, toNumber, type WireNumber } from "~/lib/json";
import { formatValue } from "~/lib/values";

/** A run with what panels read of it. */
export interface FieldRun {
  readonly id: string;
  readonly params?: Readonly<Record<string, Json>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, object>>;
}

const ASPECTS = ["last", "min", "max", "mean", "first", "count"] as const;

/** The value of a run in a column such as `param.lr`, `tag.kind`, `metric.val/loss.min`. */
export function fieldValue(run: FieldRun, id: string): Json | undefined {
  const dot = id.indexOf(".");
  const key = id.slice(dot + 1);
  switch (id.slice(0, dot)) {
    case "param":
      return paramAt(run.params ?? {}, key);
    case "tag":
      return run.tags?.[key];
    case "metric":
      return metricAt(run, key);
    default:
      return undefined;
  }
}

function metricAt(run: FieldRun, text: string): Json | undefined {
  const { key, aspect } = metricOf(text);
  const stats = run.metrics[key] as Readonly<Record<string, WireNumber>> | undefined;
  const value = stats?.[aspect];
  return value === undefined || value === null ? undefined : toNumber(value);
}

/** Name and statistic of `val/loss.min`; a bare name means its last value. */
export function metricOf(text: string): { key: string; aspect: (typeof ASPECTS)[number] } {
  const dot = text.lastIndexOf(".");
  const aspect = ASPECTS.find((one) => one === text.slice(dot + 1));
  return dot > 0 && aspect ? { key: text.slice(0, dot), aspect } : { key: text, aspect: "last" };
}

function paramAt(params: Readonly<Record<string, Json>>, key: string): Json | undefined {
  if (Object.hasOwn(params, key)) return params[key];
  const dot = key.indexOf(".");
  const inner = dot < 0 ? undefined : params[key.slice(0, dot)];
  return isObject(inner) ? paramAt(inner, key.slice(dot + 1)) : undefined;
}

/** A value as a number; NaN when it is none. Words that read as numbers are numbers. */
export function numberOf(value: Json | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/** A value as a word; `—` where a run has none. */
export function wordOf(value: Json | undefined): string {
  return value === undefined ? "—" : formatValue(value);
}
