/** Columns by id: what they are called, how the server orders by them, what they show of a run. */
import type { MetricStats, Run } from "~/data/projects";
import type { RunFields } from "~/data/run_list";
import { formatCount, formatMoment, formatNumber } from "~/lib/format";
import { goalOf } from "~/lib/goal";
import { isObject, type Json, toNumber } from "~/lib/json";
import { formatValue } from "~/lib/values";
import type { TableState } from "~/pages/workspace/table_state";

export const ASPECTS = ["last", "min", "max", "mean", "best", "first", "count"] as const;
export type Aspect = (typeof ASPECTS)[number];

export type Field =
  | { readonly kind: "attribute"; readonly key: AttributeName }
  | { readonly kind: "metric"; readonly key: string; readonly aspect: Aspect }
  | { readonly kind: "param" | "tag" | "summary"; readonly key: string };

/** Attributes that make a column, with the word of the query language. */
export const ATTRIBUTES = {
  status: "Status",
  started: "Started",
  duration: "Duration",
  experiment: "Experiment",
  user: "User",
  host: "Host",
  id: "ID",
} as const;

export type AttributeName = keyof typeof ATTRIBUTES;

/** The field of a column id such as `metric.val/loss.min`, or null when it is none. */
export function parseField(id: string): Field | null {
  const dot = id.indexOf(".");
  if (dot < 0) return isAttribute(id) ? { kind: "attribute", key: id } : null;
  const kind = id.slice(0, dot);
  const key = id.slice(dot + 1);
  if (key === "") return null;
  if (kind === "param" || kind === "tag" || kind === "summary") return { kind, key };
  return kind === "metric" ? metricField(key) : null;
}

function metricField(text: string): Field | null {
  const dot = text.lastIndexOf(".");
  const aspect = ASPECTS.find((one) => one === text.slice(dot + 1));
  return dot > 0 && aspect ? { kind: "metric", key: text.slice(0, dot), aspect } : null;
}

function isAttribute(text: string): text is AttributeName {
  return Object.hasOwn(ATTRIBUTES, text);
}

/** The id of a field's column. */
export function fieldId(field: Field): string {
  if (field.kind === "attribute") return field.key;
  if (field.kind === "metric") return `metric.${field.key}.${field.aspect}`;
  return `${field.kind}.${field.key}`;
}

/** The field in the query language, for ordering and filters. */
export function fieldQuery(field: Field): string {
  if (field.kind === "attribute") return field.key;
  const key = quoteKey(field.key);
  return field.kind === "metric" ? `metric.${key}.${field.aspect}` : `${field.kind}.${key}`;
}

/** A key as the query language takes it: quoted unless it is plain. */
export function quoteKey(key: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_/]*$/.test(key)) return key;
  return key.includes("`") ? `"${key}"` : `\`${key}\``;
}

/** The title of a column. */
export function fieldTitle(field: Field): string {
  return field.kind === "attribute" ? ATTRIBUTES[field.key] : field.key;
}

/** What a run has in a column, as text; empty when it has nothing. */
export function fieldText(field: Field, run: Run): string {
  switch (field.kind) {
    case "attribute":
      return attributeText(field.key, run);
    case "metric":
      return metricText(run, field.key, field.aspect);
    case "param":
      return formatValue(paramAt(run.params, field.key));
    case "tag":
      return run.tags[field.key] ?? "";
    case "summary":
      return formatValue(run.summary[field.key]);
  }
}

function attributeText(key: AttributeName, run: Run): string {
  if (key === "started") return formatMoment(run.started_at);
  // Status and duration are drawn by their columns: one has an icon, the other a clock.
  return key === "status" ? run.status : key === "duration" ? "" : String(run[key]);
}

function metricText(run: Run, key: string, aspect: Aspect): string {
  const stats = run.metrics[key];
  if (stats === undefined) return "";
  if (aspect === "count") return formatNumber(stats.count);
  return formatNumber(metricNumber(stats, key, aspect), 5);
}

/** The number of a metric's aspect; NaN when it has none. */
export function metricNumber(stats: MetricStats, key: string, aspect: Aspect): number {
  if (aspect === "best") return toNumber(goalOf(key) === "min" ? stats.min : stats.max);
  return toNumber(stats[aspect]);
}

/** The step at which a metric had its extreme, as text; empty for aspects without a step. */
export function stepText(stats: MetricStats, key: string, aspect: Aspect): string {
  const isMin = aspect === "min" || (aspect === "best" && goalOf(key) === "min");
  const isMax = aspect === "max" || (aspect === "best" && goalOf(key) === "max");
  const step = isMin ? stats.min_step : isMax ? stats.max_step : null;
  return step === null ? "" : formatCount(step);
}

/** What a run has in a column as a number, for averages and comparisons; NaN when it has none. */
export function fieldNumber(field: Field, run: Run): number {
  if (field.kind === "metric") {
    const stats = run.metrics[field.key];
    return stats === undefined ? Number.NaN : metricNumber(stats, field.key, field.aspect);
  }
  if (field.kind === "attribute") return Number.NaN;
  const value = field.kind === "param" ? paramAt(run.params, field.key) : undefined;
  return typeof value === "number" ? value : Number.NaN;
}

/** A param by its name, or by the dotted path into a nested one. */
export function paramAt(params: Readonly<Record<string, Json>>, key: string): Json | undefined {
  if (Object.hasOwn(params, key)) return params[key];
  const dot = key.indexOf(".");
  const inner = dot < 0 ? undefined : params[key.slice(0, dot)];
  return isObject(inner) ? paramAt(inner, key.slice(dot + 1)) : undefined;
}

/** The keys that rows must carry so that these columns can be filled. */
export function fieldsFor(
  columns: readonly string[],
  { group }: Pick<TableState, "group">,
): RunFields {
  const fields: RunFields = { params: [], metrics: [], tags: [] };
  for (const id of new Set([...columns, ...group])) addKeys(fields, parseField(id));
  return fields;
}

function addKeys({ params, metrics, tags }: RunFields, field: Field | null): void {
  if (field?.kind === "metric") metrics?.push(field.key);
  else if (field?.kind === "tag") tags?.push(field.key);
  else if (field?.kind === "param") {
    // `a.b.c` may be a name, or lead into the param `a` or `a.b`.
    const parts = field.key.split(".");
    for (let end = 1; end <= parts.length; end += 1) params?.push(parts.slice(0, end).join("."));
  }
}
