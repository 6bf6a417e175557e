/** Rows of the comparison: what each of the runs has under one name. */
import type { Run } from "~/data/compare";
import { type Direction, directionOf } from "~/lib/direction";
import { isObject, type Json } from "~/lib/json";
import { STATUS_LOOKS } from "~/lib/status";
import { SYSTEM_PREFIX } from "~/lib/system";
import {
  type Cell,
  compareCells,
  durationCell,
  jsonCell,
  metricCell,
  momentCell,
  NOTHING,
  numberCell,
  sameCell,
  textCell,
} from "~/pages/compare/cells";
import type { RowSort } from "~/pages/compare/state";

export interface FieldRow {
  readonly id: string;
  readonly group: Group;
  readonly name: string;
  /** Which number of a metric, such as `min`; empty otherwise. */
  readonly detail: string;
  readonly direction: Direction | null;
  readonly cells: readonly Cell[];
  /** Whether any two runs differ. */
  readonly differs: boolean;
}

/** Groups, in the order in which one asks for them. */
export const GROUPS = [
  "Run",
  "Params",
  "Metrics",
  "Summary",
  "Data",
  "Code and machine",
  "Tags",
  "System metrics",
] as const;

export type Group = (typeof GROUPS)[number];

/** Sections of what was captured, by run id; a run that is on its way has none yet. */
export type Captures = Readonly<Record<string, { readonly [section: string]: Json }>>;

const ASPECTS = ["last", "min", "max"] as const;

/** All rows of these runs, in groups, inside of them by name. */
export function fieldRows(runs: readonly Run[], captures: Captures): FieldRow[] {
  return [
    ...attributeRows(runs),
    ...rowsOf("Params", "param", runs, (run) => flat(run.params)),
    ...metricRows(runs),
    ...rowsOf("Summary", "summary", runs, (run) => flat(run.summary)),
    ...rowsOf("Data", "data", runs, dataOf),
    ...rowsOf("Code and machine", "facts", runs, (run) => factsOf(captures[run.id])),
    ...rowsOf("Tags", "tag", runs, (run) => new Map(Object.entries(run.tags))),
  ].sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group));
}

/** Rows that are wanted, in order; groups stay together. */
export function wantedRows(
  rows: readonly FieldRow[],
  wish: { find: string; onlyDifferences: boolean; sort: RowSort },
): FieldRow[] {
  const find = wish.find.trim().toLowerCase();
  const found = rows.filter(
    (row) => (!wish.onlyDifferences || row.differs) && (find === "" || holds(row, find)),
  );
  if (wish.sort === "name") return found;
  const spreads = new Map(found.map((row) => [row.id, spreadOf(row)]));
  const spread = (row: FieldRow) => spreads.get(row.id) ?? 0;
  return found.sort(
    (a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || spread(b) - spread(a),
  );
}

/** How much the runs differ in a row, 0 to 2: by range against size, or by share of other texts. */
export function spreadOf(row: FieldRow): number {
  const numbers = row.cells.filter((cell) => !cell.isMissing).map((cell) => cell.number);
  const gaps = numbers.length < row.cells.length ? 1 / row.cells.length : 0;
  if (numbers.length > 0 && numbers.every(Number.isFinite)) {
    const low = Math.min(...numbers);
    const high = Math.max(...numbers);
    const size = Math.max(Math.abs(low), Math.abs(high));
    return gaps + (size === 0 ? 0 : (high - low) / size / 2);
  }
  const texts = new Set(row.cells.map((cell) => cell.text)).size;
  return row.cells.length < 2 ? 0 : (texts - 1) / (row.cells.length - 1);
}

/** Places of the runs, ordered by a row; the baseline stays first, blanks come last. */
export function orderBy(row: FieldRow | undefined, descending: boolean, first: number): number[] {
  const count = row?.cells.length ?? 0;
  const places = Array.from({ length: count }, (_, i) => i).filter((i) => i !== first);
  const sign = descending ? -1 : 1;
  places.sort((a, b) => compareCells(row?.cells[a] ?? NOTHING, row?.cells[b] ?? NOTHING, sign));
  return [first, ...places];
}

function holds(row: FieldRow, find: string): boolean {
  return (
    `${row.name} ${row.detail}`.toLowerCase().includes(find) ||
    row.cells.some((cell) => !cell.isMissing && cell.text.toLowerCase().includes(find))
  );
}

function attributeRows(runs: readonly Run[]): FieldRow[] {
  const told: [string, (run: Run) => Cell][] = [
    ["Status", (run) => textCell(STATUS_LOOKS[run.status].word)],
    ["Experiment", (run) => textCell(run.experiment)],
    ["Started", (run) => momentCell(run.started_at)],
    ["Duration", durationCell],
    ["User", (run) => textCell(run.user)],
    ["Host", (run) => textCell(run.host)],
    ["Points", (run) => numberCell(run.points)],
  ];
  return told
    .map(([name, read]) => row({ id: `run.${name}`, group: "Run", name, cells: runs.map(read) }))
    .filter((one) => one.cells.some((cell) => !cell.isMissing));
}

function metricRows(runs: readonly Run[]): FieldRow[] {
  return keysOf(runs.map((run) => new Map(Object.entries(run.metrics)))).flatMap((name) => {
    const group = name.startsWith(SYSTEM_PREFIX) ? "System metrics" : "Metrics";
    // One value has one number: its least and its largest would only repeat it.
    const single = runs.every((run) => (run.metrics[name]?.count ?? 0) <= 1);
    return (single ? ASPECTS.slice(0, 1) : ASPECTS).map((aspect) => {
      const cells = runs.map((run) => metricCell(run.metrics[name]?.[aspect]));
      const facts = { id: `metric.${name}.${aspect}`, group, name, cells } as const;
      const direction = single ? directionOf(name) : directionAt(name, aspect);
      return row({ ...facts, detail: single ? "" : aspect, direction });
    });
  });
}

/** A loss wants to be small where it ends and at its least; how large it once was says nothing. */
function directionAt(metric: string, aspect: (typeof ASPECTS)[number]): Direction | null {
  const direction = directionOf(metric);
  if (aspect === "last") return direction;
  return direction === (aspect === "min" ? "lower" : "higher") ? direction : null;
}

function rowsOf(
  group: Group,
  kind: string,
  runs: readonly Run[],
  read: (run: Run) => ReadonlyMap<string, Json>,
): FieldRow[] {
  const values = runs.map(read);
  return keysOf(values).map((name) => {
    const cells = values.map((map) => jsonCell(map.get(name)));
    return row({ id: `${kind}.${name}`, group, name, cells });
  });
}

type RowFacts = Pick<FieldRow, "id" | "group" | "name" | "cells"> & Partial<FieldRow>;

function row(facts: RowFacts): FieldRow {
  const [first, ...rest] = facts.cells;
  const differs = first !== undefined && rest.some((cell) => !sameCell(cell, first));
  return { detail: "", direction: null, ...facts, differs };
}

function keysOf(maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  const keys = new Set(maps.flatMap((map) => [...map.keys()]));
  return [...keys].sort((a, b) => a.localeCompare(b));
}

/** Nested values under dotted keys, as the query language calls them; lists stay whole. */
export function flat(document: Readonly<Record<string, Json>>, before = ""): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const [key, value] of Object.entries(document)) {
    const inner = isObject(value) ? flat(value, `${before}${key}.`) : new Map();
    if (inner.size === 0) found.set(before + key, value);
    for (const [name, part] of inner) found.set(name, part);
  }
  return found;
}

/** Datasets of a run, by what they were for. */
function dataOf(run: Run): Map<string, Json> {
  const found = new Map<string, string[]>();
  for (const input of run.inputs) {
    const context = input.tags["context"] ?? "data";
    const told = `${input.name} @ ${input.digest.slice(0, 12)}`;
    found.set(context, [...(found.get(context) ?? []), told]);
  }
  return new Map([...found].map(([context, told]) => [context, told.sort().join(", ")]));
}

/** What one asks first of code and machine, out of all that was captured. */
function factsOf(captures: { readonly [section: string]: Json } | undefined): Map<string, Json> {
  const facts = new Map<string, Json>();
  const take = (name: string, section: string, ...keys: string[]) => {
    const place = captures?.[section];
    const key = isObject(place) ? keys.find((one) => place[one] !== undefined) : undefined;
    const value = isObject(place) && key !== undefined ? place[key] : undefined;
    if (value !== undefined && value !== null && value !== "") facts.set(name, value);
  };
  take("Commit", "git", "commit");
  take("Branch", "git", "branch");
  take("Changed since commit", "git", "dirty");
  take("Command", "command", "argv", "entry");
  take("Python", "python", "version");
  take("CPU", "hardware", "cpu");
  take("CPU threads", "hardware", "cpu_threads");
  take("GPU", "hardware", "gpus");
  return new Map([...facts].map(([name, value]) => [name, told(value)]));
}

/** Lists as words: a command line, names of devices. */
function told(value: Json): Json {
  if (!Array.isArray(value)) return value;
  if (value.length === 0) return "none";
  return value
    .map((one) => (isObject(one) ? String(one["name"] ?? JSON.stringify(one)) : String(one)))
    .join(" ");
}
