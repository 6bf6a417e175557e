/** The rows of the table: runs on top, then runs one below the other, in groups, or in a tree. */
import type { Run } from "~/data/projects";
import type { RowLook } from "~/grid/Column";
import type { GridRows } from "~/grid/Grid";
import { type Group, type Nested, nestRuns } from "~/pages/workspace/grouping";
import { markOf } from "~/pages/workspace/table_state";

export interface RunRow {
  readonly kind: "run";
  readonly run: Run;
  readonly depth: number;
  /** Rows below it that it opens; 0 where there are none. */
  readonly children: number;
  readonly open: boolean;
  /** Stands above the others, whatever the order. */
  readonly top: "baseline" | "pinned" | null;
  readonly lastOnTop: boolean;
}

export interface GroupRow {
  readonly kind: "group";
  readonly group: Group;
  readonly open: boolean;
}

export type Row = RunRow | GroupRow;

/** What opens and closes a row in the address. */
export function foldMark(row: Row): string {
  return markOf(row.kind === "group" ? row.group.key : row.run.id);
}

/** The ids of the runs that a row stands for. */
export function runIds(row: Row): readonly string[] {
  return row.kind === "run" ? [row.run.id] : row.group.runs.map((run) => run.id);
}

/** The rows on top: the baseline, then the pinned ones in their order. */
export function topRows(baseline: Run | undefined, pinned: readonly Run[]): RunRow[] {
  const others = pinned.filter((run) => run.id !== baseline?.id);
  const all = baseline === undefined ? others : [baseline, ...others];
  return all.map((run, i) => ({
    ...plainRow(run),
    top: run.id === baseline?.id ? "baseline" : "pinned",
    lastOnTop: i === all.length - 1,
  }));
}

function plainRow(run: Run): RunRow {
  return { kind: "run", run, depth: 0, children: 0, open: false, top: null, lastOnTop: false };
}

/** Rows of groups: open ones show the groups or runs in them. */
export function groupRows(groups: readonly Group[], opened: ReadonlySet<string>): Row[] {
  return groups.flatMap((group): Row[] => {
    const open = opened.has(markOf(group.key));
    const row: GroupRow = { kind: "group", group, open };
    if (!open) return [row];
    if (group.groups.length > 0) return [row, ...groupRows(group.groups, opened)];
    const depth = group.depth + 1;
    return [row, ...group.runs.map((run): RunRow => ({ ...plainRow(run), depth }))];
  });
}

/** Rows of a tree: open parents show their children. */
export function treeRows(runs: readonly Run[], opened: ReadonlySet<string>): RunRow[] {
  const rows: RunRow[] = [];
  const add = ({ run, depth, children }: Nested) => {
    const open = children.length > 0 && opened.has(markOf(run.id));
    rows.push({ ...plainRow(run), depth, children: children.length, open });
    if (open) children.forEach(add);
  };
  nestRuns(runs).forEach(add);
  return rows;
}

/** One row after the other, those on top first; a run keeps its row while it is the same run. */
export class FlatRows {
  private readonly rows = new WeakMap<Run, RunRow>();

  /** Joins what stands on top with a list of which only parts are loaded. */
  over(
    top: readonly RunRow[],
    count: number,
    at: (index: number) => Run | undefined,
  ): GridRows<Row> {
    return {
      count: top.length + count,
      at: (index) => {
        if (index < top.length) return top[index];
        const run = at(index - top.length);
        return run === undefined ? undefined : this.rowOf(run);
      },
    };
  }

  private rowOf(run: Run): RunRow {
    const known = this.rows.get(run);
    if (known !== undefined) return known;
    const made = plainRow(run);
    this.rows.set(run, made);
    return made;
  }
}

/** What the grid says of a row beside its cells. */
export function lookOf(row: Row, isSelected: (run: string) => boolean, isTree: boolean): RowLook {
  const level = isTree ? { level: depthOf(row) + 1 } : {};
  const folds = row.kind === "group" || row.children > 0;
  const expanded = folds ? { expanded: row.open } : {};
  return {
    className: classOf(row),
    selected: runIds(row).every(isSelected),
    ...level,
    ...expanded,
  };
}

export function depthOf(row: Row): number {
  return row.kind === "group" ? row.group.depth : row.depth;
}

function classOf(row: Row): string {
  if (row.kind === "group") return `group-row depth-${Math.min(row.group.depth, 3)}`;
  const top = row.top === null ? "" : `on-top ${row.top}`;
  return row.lastOnTop ? `${top} last-on-top` : top;
}
