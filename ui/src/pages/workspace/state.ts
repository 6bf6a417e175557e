/** The state of the workspace is the address: what one sees can be sent, reloaded and gone back to. */
import { navigate, path, search } from "~/lib/location";
import { type ChartSettings, readSettings, writeSettings } from "~/panels/settings";

export type Layout = "table" | "split" | "charts";

/** Which runs have curves: the first ones of the table, or chosen ones. */
export type Shown = { readonly top: number } | { readonly runs: readonly string[] };

export interface WorkspaceState extends ChartSettings {
  readonly query: string;
  readonly layout: Layout;
  /** Column id with `-` before it when descending; empty is newest first. */
  readonly sort: string;
  /** Ids of the columns; null lets the page choose. */
  readonly columns: readonly string[] | null;
  readonly shown: Shown;
  /** Part of the names of the metrics that get a panel. */
  readonly find: string;
}

/** Curves shown when nobody chose: few enough to tell apart, and their colours are the clearest. */
export const DEFAULT_TOP = 8;

const MAX_TOP = 1_000;

/** Reads the state from the query part of an address; what is odd falls back to the default. */
export function readState(query: URLSearchParams): WorkspaceState {
  return {
    query: query.get("q") ?? "",
    layout: oneOf(query.get("view"), ["table", "split", "charts"] as const, "split"),
    sort: query.get("sort") ?? "",
    columns: query.has("cols") ? readList(query.get("cols") ?? "") : null,
    shown: readShown(query.get("sel")),
    find: query.get("find") ?? "",
    ...readSettings(query),
  };
}

/** Writes the state in one order and without defaults, so that equal views have equal addresses. */
export function writeState(state: WorkspaceState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string, standard: string) => {
    if (value !== standard) query.set(name, value);
  };
  put("q", state.query, "");
  put("view", state.layout, "split");
  put("sort", state.sort, "");
  if (state.columns !== null) query.set("cols", state.columns.map(encodeURIComponent).join(","));
  put("sel", writeShown(state.shown), `top:${DEFAULT_TOP}`);
  put("find", state.find, "");
  writeSettings(state, put);
  return query.toString();
}

/** Changes part of the state. Each change can be gone back from, unless it is one of many. */
export function changeState(change: Partial<WorkspaceState>, one: "step" | "one of many"): void {
  const query = writeState({ ...readState(search.peek()), ...change });
  const to = query === "" ? path.peek() : `${path.peek()}?${query}`;
  navigate(to, { replace: one === "one of many" });
}

function oneOf<T extends string>(text: string | null, choices: readonly T[], standard: T): T {
  return choices.find((choice) => choice === text) ?? standard;
}

function readList(text: string): string[] {
  return text.split(",").filter(Boolean).map(decode);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readShown(text: string | null): Shown {
  if (text === null) return { top: DEFAULT_TOP };
  const top = /^top:(\d{1,4})$/.exec(text)?.[1];
  if (top !== undefined) return { top: Math.min(Number(top), MAX_TOP) };
  return { runs: text.split(".").filter((id) => /^[0-9a-z]{8,64}$/.test(id)) };
}

function writeShown(shown: Shown): string {
  return "top" in shown ? `top:${shown.top}` : shown.runs.join(".");
}
