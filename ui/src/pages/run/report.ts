/** The report of a repetition, read from the file that it left: what is odd in it is left out. */
import { isObject, type Json, textAt } from "~/lib/json";

export const REPORT_FILE = "reproduction.json";

export interface ReportInput {
  readonly group: string;
  /** Null when a run did not capture the group. */
  readonly isSame: boolean | null;
  readonly detail: string;
}

export interface ReportMetric {
  readonly key: string;
  readonly verdict: string;
  readonly old: number;
  readonly new: number;
  /** Where the curves part: a step, `final value`, or nothing. */
  readonly firstDiffers: string;
  readonly why: string;
}

export interface ReportTrial {
  readonly kept: string;
  readonly verdict: string;
}

export interface Report {
  readonly verdict: string;
  readonly cause: string;
  readonly why: string;
  readonly inputs: readonly ReportInput[];
  readonly metrics: readonly ReportMetric[];
  readonly otherFiles: readonly string[];
  readonly files: number;
  readonly trials: readonly ReportTrial[];
  readonly suspects: readonly string[];
  /** What makes any repetition uncertain, what was not as it was, secrets that are not set. */
  readonly remarks: readonly string[];
  readonly notJudged: number;
}

/** The report in a text; null when it is none. */
export function readReport(text: string): Report | null {
  const told = parse(text);
  if (!isObject(told) || textAt(told, "verdict") === "") return null;
  const judgement = isObject(told["judgement"]) ? told["judgement"] : {};
  const files = objects(judgement["files"]);
  const secrets = texts(told["secrets"]);
  return {
    verdict: textAt(told, "verdict"),
    cause: textAt(told, "cause"),
    why: textAt(told, "why"),
    inputs: objects(told["inputs"]).map(inputOf),
    metrics: objects(judgement["metrics"]).map(metricOf),
    otherFiles: files.filter((one) => one["is_same"] !== true).map((one) => textAt(one, "path")),
    files: files.length,
    trials: objects(told["trials"]).map((one) => ({
      kept: texts(one["kept"]).join(" + "),
      verdict: textAt(one, "verdict"),
    })),
    suspects: texts(told["suspects"]),
    remarks: [
      ...changedOf(told["changed"]),
      ...texts(told["warnings"]),
      ...texts(told["notes"]).map((note) => `not as it was: ${note}`),
      ...(secrets.length > 0 ? [`set then, not set now: ${secrets.join(", ")}`] : []),
    ],
    notJudged: texts(judgement["not_judged"]).length,
  };
}

function inputOf(one: { [key: string]: Json }): ReportInput {
  const same = one["is_same"];
  return {
    group: textAt(one, "group"),
    isSame: typeof same === "boolean" ? same : null,
    detail: textAt(one, "detail"),
  };
}

function metricOf(one: { [key: string]: Json }): ReportMetric {
  const first = textAt(one, "first_step");
  const step = first === "" ? "" : `step ${first}`;
  return {
    key: textAt(one, "key"),
    verdict: textAt(one, "verdict"),
    old: numberAt(one["old"]),
    new: numberAt(one["new"]),
    firstDiffers: first === "end" ? "final value" : step,
    why: textAt(one, "why"),
  };
}

function changedOf(changed: Json | undefined): string[] {
  if (!isObject(changed)) return [];
  return Object.entries(changed).map(([name, value]) => `changed on purpose: ${name} = ${value}`);
}

function numberAt(value: Json | undefined): number {
  return typeof value === "number" ? value : Number(value ?? Number.NaN);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Anybody may log a file of this name: what is no JSON is no report.
    return undefined;
  }
}

function objects(value: Json | undefined): { [key: string]: Json }[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
