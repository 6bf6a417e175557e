/** The state of a comparison is the address. */
import { navigate, path, search } from "~/lib/location";
import { type ChartSettings, readSettings, writeSettings } from "~/panels/settings";

/** Parts of the page, in their order. */
export const TABS = {
  fields: "Fields",
  charts: "Charts",
  config: "Config",
  code: "Code",
  environment: "Environment",
  artifacts: "Artifacts",
} as const;

export type Tab = keyof typeof TABS;

export const TAB_NAMES = [
  "fields",
  "charts",
  "config",
  "code",
  "environment",
  "artifacts",
] as const;

/** How a number is told beside the baseline's: itself, the difference, the difference in percent. */
export type DeltaMode = "value" | "abs" | "pct";

/** Order of rows inside their group. */
export type RowSort = "name" | "spread";

export interface CompareState extends ChartSettings {
  /** Ids, in the order of the columns. */
  readonly runs: readonly string[];
  /** Id of the run that the others are told against; empty is the first. */
  readonly baseline: string;
  readonly tab: Tab;
  /** Id of the run whose files are told against the baseline's; empty is the next one. */
  readonly other: string;
  readonly onlyDifferences: boolean;
  readonly delta: DeltaMode;
  readonly sort: RowSort;
  /** Id of the row by which runs are ordered, with `-` before it when the largest comes first. */
  readonly order: string;
  /** Part of the names that are shown. */
  readonly find: string;
}

/** Runs side by side: more columns are no comparison any more. */
export const MAX_RUNS = 50;

/** Reads the state from the query part of an address; what is odd falls back to the default. */
export function readState(query: URLSearchParams): CompareState {
  return {
    runs: readRuns(query.get("runs") ?? ""),
    baseline: query.get("baseline") ?? "",
    tab: oneOf(query.get("tab"), TAB_NAMES, "fields"),
    other: query.get("with") ?? "",
    onlyDifferences: query.get("diff") === "1",
    delta: oneOf(query.get("delta"), ["value", "abs", "pct"], "pct"),
    sort: oneOf(query.get("sort"), ["name", "spread"], "name"),
    order: query.get("order") ?? "",
    find: query.get("find") ?? "",
    ...readSettings(query),
  };
}

/** Writes the state in one order and without defaults, so that equal views have equal addresses. */
export function writeState(state: CompareState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string, standard: string) => {
    if (value !== standard) query.set(name, value);
  };
  put("runs", state.runs.join("."), "");
  put("baseline", state.baseline, "");
  put("tab", state.tab, "fields");
  put("with", state.other, "");
  put("diff", state.onlyDifferences ? "1" : "", "");
  put("delta", state.delta, "pct");
  put("sort", state.sort, "name");
  put("order", state.order, "");
  put("find", state.find, "");
  writeSettings(state, put);
  return query.toString();
}

/** Changes part of the state. Each change can be gone back from, unless it is one of many. */
export function changeState(change: Partial<CompareState>, one: "step" | "one of many"): void {
  const query = writeState({ ...readState(search.peek()), ...change });
  const to = query === "" ? path.peek() : `${path.peek()}?${query}`;
  navigate(to, { replace: one === "one of many" });
}

/** Which run the others are told against, and which one the files are compared with. */
export interface Pair {
  readonly baseline: string;
  /** Empty when there is no second run. */
  readonly other: string;
}

/** The pair that the state means among the runs that are there. */
export function pairOf(
  state: Pick<CompareState, "baseline" | "other">,
  ids: readonly string[],
): Pair {
  const baseline = ids.find((id) => id === state.baseline) ?? ids[0] ?? "";
  const rest = ids.filter((id) => id !== baseline);
  return { baseline, other: rest.find((id) => id === state.other) ?? rest[0] ?? "" };
}

function oneOf<T extends string>(text: string | null, choices: readonly T[], standard: T): T {
  return choices.find((choice) => choice === text) ?? standard;
}

function readRuns(text: string): string[] {
  return [...new Set(text.split(".").filter((id) => /^[0-9a-z]{8,64}$/.test(id)))];
}
