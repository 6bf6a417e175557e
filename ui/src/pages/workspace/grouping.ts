/** Runs in groups by the values that they have in some columns, and children under their parents. */
import type { Run } from "~/data/projects";
import type { Json } from "~/lib/json";
import { type Statistics, statisticsOf } from "~/lib/statistics";
import { type Field, fieldNumber, fieldText, fieldTitle, paramAt } from "~/pages/workspace/fields";

/** Runs that are alike in a column, within a group that is alike in those before. */
export interface Group {
  /** Names the group among all of them. */
  readonly key: string;
  readonly title: string;
  /** What its runs have in the column; empty when they have nothing. */
  readonly value: string;
  readonly depth: number;
  readonly runs: readonly Run[];
  /** Groups by the next column; empty in the innermost ones. */
  readonly groups: readonly Group[];
}

/** The outermost groups in the order of their values; inside, runs keep the order they came in. */
export function groupRuns(runs: readonly Run[], fields: readonly Field[], above = ""): Group[] {
  const [field, ...rest] = fields;
  if (field === undefined) return [];
  const found = new Map<string, Run[]>();
  for (const run of runs) {
    const value = groupValue(field, run);
    const members = found.get(value);
    if (members === undefined) found.set(value, [run]);
    else members.push(run);
  }
  const depth = above === "" ? 0 : above.split("\n").length;
  return [...found]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([value, members]) => {
      const path = `${fieldTitle(field)}=${value}`;
      const key = above === "" ? path : `${above}\n${path}`;
      const groups = groupRuns(members, rest, key);
      return { key, title: fieldTitle(field), value, depth, runs: members, groups };
    });
}

/** All the innermost groups, in their order. */
export function innermost(groups: readonly Group[]): Group[] {
  return groups.flatMap((group) => (group.groups.length === 0 ? [group] : innermost(group.groups)));
}

/** The name of a group with those around it: `lr = 0.1 · optimizer = adam`. */
export function groupName(group: Group): string {
  return group.key
    .split("\n")
    .map((part) => {
      const cut = part.indexOf("=");
      return `${part.slice(0, cut)} = ${part.slice(cut + 1) || "none"}`;
    })
    .join(" · ");
}

/** Statistics of a column over a group's runs. */
export function groupStatistics(field: Field, runs: readonly Run[]): Statistics {
  return statisticsOf(runs.map((run) => fieldNumber(field, run)));
}

/** What all runs of a group have in a column, or null when they differ. */
export function sharedText(field: Field, runs: readonly Run[]): string | null {
  const [first, ...others] = runs;
  if (first === undefined) return null;
  const text = fieldText(field, first);
  return others.every((run) => fieldText(field, run) === text) ? text : null;
}

/** The exact value: two that look alike in a cell may yet be two groups. */
function groupValue(field: Field, run: Run): string {
  if (field.kind === "param") return textOf(paramAt(run.params, field.key));
  if (field.kind === "summary") return textOf(run.summary[field.key]);
  return fieldText(field, run);
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Numbers by size before texts by letter; what is missing comes last. */
export function compareTexts(a: string, b: string): number {
  if (a === "" || b === "") return Number(a === "") - Number(b === "");
  const [m, n] = [Number(a), Number(b)];
  if (!Number.isNaN(m) && !Number.isNaN(n)) return m - n;
  if (Number.isNaN(m) !== Number.isNaN(n)) return Number.isNaN(m) ? 1 : -1;
  return a < b ? -1 : Number(a > b);
}

/** A run with the runs that are nested in it. */
export interface Nested {
  readonly run: Run;
  readonly depth: number;
  readonly children: readonly Nested[];
}

/** Children under their parents, where both are there; both keep the order they came in. */
export function nestRuns(runs: readonly Run[]): Nested[] {
  const below = childrenOf(runs);
  const seen = new Set<string>();
  const nest = (run: Run, depth: number): Nested => {
    seen.add(run.id);
    const children = (below.get(run.id) ?? []).filter((child) => !seen.has(child.id));
    return { run, depth, children: children.map((child) => nest(child, depth + 1)) };
  };
  const roots = (below.get(ROOT) ?? []).map((run) => nest(run, 0));
  // Runs that are each other's parents hang under no root, and must not vanish.
  for (const run of runs) {
    if (!seen.has(run.id)) roots.push(nest(run, 0));
  }
  return roots;
}

const ROOT = "";

/** The runs by their parents; those whose parent is not there stand at the root. */
function childrenOf(runs: readonly Run[]): ReadonlyMap<string, Run[]> {
  const there = new Set(runs.map((run) => run.id));
  const below = new Map<string, Run[]>();
  for (const run of runs) {
    // A parent that is its own child would never be reached.
    const isChild = run.parent !== null && run.parent !== run.id && there.has(run.parent);
    const parent = isChild ? (run.parent ?? ROOT) : ROOT;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [run]);
    else siblings.push(run);
  }
  return below;
}
