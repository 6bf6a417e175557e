/** The state of the workspace is the address: what one sees can be sent, reloaded and gone back to. */
import { addressState, keepAddress } from "~/data/addresses";
import { isRunId, navigate, path, search } from "~/lib/location";
import { readTable, type TableState, writeTable } from "~/pages/workspace/table_state";
import { type ChartSettings, readSettings, writeSettings } from "~/panels/settings";

export type Layout = "table" | "split" | "charts";

/** Which runs have curves: the first ones of the table, or chosen ones. */
export type Shown = { readonly top: number } | { readonly runs: readonly string[] };

export interface WorkspaceState extends ChartSettings, TableState {
  readonly query: string;
  readonly layout: Layout;
  readonly shown: Shown;
  /** Part of the names of the metrics that get a panel. */
  readonly find: string;
}

/** Curves shown when nobody chose: few enough to tell apart, and their colours are the clearest. */
export const DEFAULT_TOP = 8;

const MAX_TOP = 1_000;

/** Reads the state from the query part of an address; what is odd falls back to the default. */
export function readState(address: URLSearchParams): WorkspaceState {
  const query = whole(address);
  return {
    ...readTable(query),
    query: query.get("q") ?? "",
    layout: oneOf(query.get("view"), ["table", "split", "charts"] as const, "split"),
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
  writeTable(state, query, put);
  put("sel", writeShown(state.shown), `top:${DEFAULT_TOP}`);
  put("find", state.find, "");
  writeSettings(state, put);
  return query.toString();
}

/** A longer address is cut by chats and mails; the server keeps it, and its hash stands instead. */
const LONGEST = 1_500;

/** Sliders and drags pass through many states; only where they stay is worth keeping. */
const STAYS_MS = 400;
let staying: ReturnType<typeof setTimeout> | undefined;

/** Changes part of the state. Each change can be gone back from, unless it is one of many. */
export function changeState(change: Partial<WorkspaceState>, one: "step" | "one of many"): void {
  goTo(writeState({ ...readState(search.peek()), ...change }), one);
}

/** Shows another state of the same page. */
export function goTo(query: string, one: "step" | "one of many"): void {
  const to = addressOf(query);
  navigate(to, { replace: one === "one of many" });
  clearTimeout(staying);
  if (query.length > LONGEST) staying = setTimeout(() => void shorten(query, to), STAYS_MS);
}

async function shorten(query: string, at: string): Promise<void> {
  const id = await keepAddress(query);
  const isStillThere = addressOf(search.peek().toString()) === at;
  if (id !== null && isStillThere) navigate(addressOf(`s=${id}`), { replace: true });
}

function addressOf(query: string): string {
  return query === "" ? path.peek() : `${path.peek()}?${query}`;
}

/** What an address says; of a long one only the hash stands in it. */
function whole(address: URLSearchParams): URLSearchParams {
  const id = address.get("s");
  return id === null ? address : new URLSearchParams(addressState(id).text);
}

function oneOf<T extends string>(text: string | null, choices: readonly T[], standard: T): T {
  return choices.find((choice) => choice === text) ?? standard;
}

function readShown(text: string | null): Shown {
  if (text === null) return { top: DEFAULT_TOP };
  const top = /^top:(\d{1,4})$/.exec(text)?.[1];
  if (top !== undefined) return { top: Math.min(Number(top), MAX_TOP) };
  return { runs: text.split(".").filter(isRunId) };
}

function writeShown(shown: Shown): string {
  return "top" in shown ? `top:${shown.top}` : shown.runs.join(".");
}
