/** What one sees of a table is the address: it can be sent, reloaded and gone back to. */
import type { Aggregate, Measure, TableJoin, TableView } from "~/data/tables";
import { navigate, path, search } from "~/lib/location";

export type PlotKind = "none" | "confusion" | "pr" | "roc";

export interface TableState {
  /** Path of the table in the run; empty is the first. */
  readonly table: string;
  readonly step: number | null;
  /** The filter that was typed. */
  readonly query: string;
  /** A further one, which a click on a plot or a group set. */
  readonly pick: string;
  /** Column names, `-` before those that are descending. */
  readonly sort: readonly string[];
  /** Columns that are hidden. */
  readonly hidden: readonly string[];
  readonly group: readonly string[];
  readonly aggregates: readonly Aggregate[];
  readonly join: TableJoin | null;
  /** Null draws what the table itself says. */
  readonly plot: PlotKind | null;
  readonly truth: string;
  readonly predicted: string;
  /** Index of the row that is looked at, in the order shown. */
  readonly row: number | null;
}

const MEASURES: readonly Measure[] = ["mean", "min", "max", "sum"];
const PLOTS: readonly PlotKind[] = ["none", "confusion", "pr", "roc"];

export function readTableState(query: URLSearchParams): TableState {
  const plot = PLOTS.find((one) => one === query.get("plot"));
  return {
    table: query.get("table") ?? "",
    step: wholeOf(query.get("step")),
    query: query.get("q") ?? "",
    pick: query.get("pick") ?? "",
    sort: query.getAll("sort"),
    hidden: query.getAll("hide"),
    group: query.getAll("by"),
    aggregates: query.getAll("agg").flatMap(readAggregate),
    join: readJoin(query),
    plot: plot ?? null,
    truth: query.get("truth") ?? "",
    predicted: query.get("predicted") ?? "",
    row: wholeOf(query.get("row")),
  };
}

/** Writes the state in one order and without defaults, so that equal views have equal addresses. */
export function writeTableState(state: TableState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | number | null | undefined) => {
    if (value !== null && value !== undefined && value !== "") query.append(name, String(value));
  };
  put("table", state.table);
  put("step", state.step);
  put("q", state.query);
  put("pick", state.pick);
  for (const one of state.sort) put("sort", one);
  for (const one of state.hidden) put("hide", one);
  for (const one of state.group) put("by", one);
  for (const one of state.aggregates) put("agg", `${one.measure}:${one.column}`);
  put("with", state.join?.run);
  put("withstep", state.join?.step);
  put("on", state.join?.id);
  put("pred", state.join?.predicted);
  put("right", state.join?.truth);
  put("plot", state.plot);
  put("truth", state.truth);
  put("predicted", state.predicted);
  put("row", state.row);
  return query.toString();
}

/** Changes part of the state; a step that one can go back from, unless it is one of many. */
export function changeTable(change: Partial<TableState>, one: "step" | "one of many" = "step") {
  const query = writeTableState({ ...readTableState(search.peek()), ...change });
  const to = query === "" ? path.peek() : `${path.peek()}?${query}`;
  navigate(to, { replace: one === "one of many" });
}

/** The rows that the typed filter lets through: what plots are drawn of. */
export function viewOf(state: TableState, path: string): TableView {
  return { path, step: state.step, where: state.query, join: state.join };
}

/** The rows that are listed: those of the typed filter and of what was clicked. */
export function pickedView(state: TableState, path: string): TableView {
  const { query, pick } = state;
  const where = query && pick ? `(${query}) AND (${pick})` : query || pick;
  return { ...viewOf(state, path), where };
}

/** The sort keys as the server reads them. */
export function orderOf(sort: readonly string[]): string[] {
  return sort.map((one) => (one.startsWith("-") ? `${nameIn(one.slice(1))} DESC` : nameIn(one)));
}

/** A column's name as the filter writes it. */
export function nameIn(column: string): string {
  const isWord = /^(and|or|not|is|in|like|ilike|null|asc|desc|true|false|nan|inf)$/i.test(column);
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(column) && !isWord) return column;
  return `\`${column.replaceAll("`", "``")}\``;
}

/** The comparison that finds the rows whose cell is this. */
export function equals(column: string, cell: null | boolean | number | string): string {
  if (cell === null) return `${nameIn(column)} IS NULL`;
  if (typeof cell === "string") return `${nameIn(column)} = '${cell.replaceAll("'", "''")}'`;
  return `${nameIn(column)} = ${cell}`;
}

function readJoin(query: URLSearchParams): TableJoin | null {
  const run = query.get("with") ?? "";
  if (!/^[0-9a-z]{8,64}$/.test(run)) return null;
  const named = (name: string) => query.get(name) || null;
  return {
    run,
    step: wholeOf(query.get("withstep")),
    id: named("on"),
    predicted: named("pred"),
    truth: named("right"),
  };
}

function readAggregate(text: string): Aggregate[] {
  const measure = MEASURES.find((one) => text.startsWith(`${one}:`));
  return measure === undefined ? [] : [{ measure, column: text.slice(measure.length + 1) }];
}

function wholeOf(text: string | null): number | null {
  const value = text === null || text === "" ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
