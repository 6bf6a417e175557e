/** Tables of runs: windows of rows, statistics, groups, curves, exports. */
import { requestBytes, requestJson } from "~/api/client";
import type { components } from "~/api/schema.gen";
import type { WireNumber } from "~/lib/json";

type Schemas = components["schemas"];

/** A cell: numbers that JSON lacks come as words, documents and paths of pictures as texts. */
export type Cell = null | boolean | number | string;
export type ColumnKind = Schemas["Kind"];
export type TableColumn = Readonly<Schemas["ColumnHead"]>;
export type TableEntry = Readonly<Schemas["TableEntry"]>;
export type ColumnStatistics = Readonly<Schemas["ColumnStatistics"]>;
export type TableStatistics = Readonly<Schemas["TableStatistics"]>;
export type TableCurve = Readonly<Schemas["CurveView"]>;
export type TableJoin = Readonly<Partial<Schemas["TableJoin"]> & { run: string }>;
export type Measure = Schemas["Measure"];

/** Which rows of which table are meant. */
export interface TableView {
  readonly path: string;
  readonly step: number | null;
  readonly where: string;
  readonly join: TableJoin | null;
}

export interface TableRows {
  readonly columns: readonly TableColumn[];
  readonly shown: readonly string[];
  readonly total: number;
  readonly matched: number;
  readonly id: string | null;
  readonly plot: unknown;
  readonly numbers: readonly number[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Aggregate {
  readonly column: string;
  readonly measure: Measure;
}

export interface TableGroup {
  readonly keys: readonly Cell[];
  readonly count: number;
  readonly values: readonly WireNumber[];
}

export interface TableGroups {
  readonly total: number;
  readonly groups: readonly TableGroup[];
}

export interface RowsAsk {
  readonly order?: readonly string[];
  readonly columns?: readonly string[];
  readonly offset?: number;
  readonly limit?: number;
}

export async function listTables(
  run: string,
  signal?: AbortSignal,
): Promise<readonly TableEntry[]> {
  return (await requestJson<Schemas["TableList"]>(`/runs/${run}/tables`, { signal })).tables;
}

export function fetchRows(
  run: string,
  view: TableView,
  ask: RowsAsk,
  signal?: AbortSignal,
): Promise<TableRows> {
  return post(run, "rows", { view, ...ask }, signal);
}

export function fetchStatistics(
  run: string,
  view: TableView,
  signal?: AbortSignal,
): Promise<TableStatistics> {
  return post(run, "statistics", { view }, signal);
}

export function fetchGroups(
  run: string,
  view: TableView,
  by: readonly string[],
  aggregates: readonly Aggregate[],
  signal?: AbortSignal,
): Promise<TableGroups> {
  return post(run, "groups", { view, by, aggregates }, signal);
}

export function fetchCurve(
  run: string,
  view: TableView,
  curve: { truth: string; positive: string; score: string },
  signal?: AbortSignal,
): Promise<TableCurve> {
  return post(run, "curve", { view, curve }, signal);
}

/** All rows that match, as the bytes of a CSV file. */
export function fetchCsv(
  run: string,
  view: TableView,
  order: readonly string[],
): Promise<ArrayBuffer> {
  return requestBytes(`/runs/${run}/tables/csv`, { method: "POST", body: { view, order } });
}

function post<T>(run: string, what: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return requestJson<T>(`/runs/${run}/tables/${what}`, { method: "POST", body, signal });
}
