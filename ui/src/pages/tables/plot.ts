/** What a table is drawn as: as its file says, or by the names of its columns. */
import type { ClassScore, TableColumn } from "~/data/tables";
import { isObject, type Json } from "~/lib/json";

export interface TablePlot {
  readonly kind: "none" | "confusion" | "pr" | "roc";
  readonly truth: string;
  readonly predicted: string;
  /** The order of classes; empty takes them as they come. */
  readonly classes: readonly string[];
  readonly scores: readonly ClassScore[];
}

const TRUTHS = ["truth", "label", "target", "y_true", "actual", "class", "ground_truth"];
const ANSWERS = ["predicted", "pred", "prediction", "y_pred", "answer", "output"];
const SCORE = /^(?:p|prob|proba|score)[(_/:.]\s*(.+?)\)?$/i;

/** The plot of a table. What is written in a file is a stranger's: odd parts are passed over. */
export function plotOf(told: unknown, columns: readonly TableColumn[]): TablePlot {
  const names = new Set(columns.map((column) => column.name));
  const file = isObject(told as Json) ? (told as { [key: string]: Json }) : {};
  const named = (key: string) => {
    const value = file[key];
    return typeof value === "string" && names.has(value) ? value : null;
  };
  const kind = file["kind"];
  return {
    kind: kind === "confusion" || kind === "pr" || kind === "roc" ? kind : "none",
    truth: named("truth") ?? usual(names, TRUTHS),
    predicted: named("predicted") ?? usual(names, ANSWERS),
    classes: textsOf(file["classes"]),
    scores: scoresOf(file["scores"], names) ?? scoresByName(columns),
  };
}

function usual(names: ReadonlySet<string>, wanted: readonly string[]): string {
  const lower = new Map([...names].map((name) => [name.toLowerCase(), name]));
  for (const one of wanted) {
    const found = lower.get(one);
    if (found !== undefined) return found;
  }
  return "";
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function scoresOf(value: Json | undefined, names: ReadonlySet<string>): ClassScore[] | null {
  if (!isObject(value)) return null;
  return Object.entries(value).flatMap(([name, score]) =>
    typeof score === "string" && names.has(score) ? [{ name, score }] : [],
  );
}

/** Columns such as `p(cat)`, `prob_cat` or `score/cat`. */
function scoresByName(columns: readonly TableColumn[]): ClassScore[] {
  return columns.flatMap((column) => {
    const name = SCORE.exec(column.name)?.[1];
    return column.kind === "number" && name !== undefined ? [{ name, score: column.name }] : [];
  });
}
