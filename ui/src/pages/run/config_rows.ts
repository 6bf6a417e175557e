/** A config beside another one: which leaves are new, changed or gone. */
import { isObject, type Json } from "~/lib/json";

export type Change = "added" | "changed" | "removed" | "same";

export interface ConfigRow {
  /** Names from the top, such as `["optim", "lr"]`. */
  readonly path: readonly string[];
  /** Undefined when it is gone. */
  readonly value: Json | undefined;
  /** What it was in the other config; undefined when it is new, or nothing is compared. */
  readonly was: Json | undefined;
  readonly change: Change;
}

type Document = Readonly<Record<string, Json>>;

/** All leaves of a config in its order, marked against a baseline; null compares with nothing. */
export function configRows(config: Document, baseline: Document | null): ConfigRow[] {
  const now = leavesOf({ ...config });
  const before = baseline === null ? null : leavesOf({ ...baseline });
  const rows = [...now].map(([id, leaf]): ConfigRow => {
    const other = before?.get(id);
    return { ...leaf, was: other?.value, change: changeOf(leaf.value, other, before !== null) };
  });
  const gone = [...(before ?? [])].filter(([id]) => !now.has(id));
  return [
    ...rows,
    ...gone.map(
      ([, leaf]): ConfigRow => ({
        path: leaf.path,
        value: undefined,
        was: leaf.value,
        change: "removed",
      }),
    ),
  ];
}

/** Rows whose name or value holds a text. */
export function matchingRows(rows: readonly ConfigRow[], find: string): readonly ConfigRow[] {
  const wanted = find.toLowerCase();
  if (wanted === "") return rows;
  return rows.filter(({ path, value, was }) =>
    [path.join("."), textOf(value), textOf(was)].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  );
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: Json;
}

/** Lists are values: an element has no name that would mean the same in another run. */
function leavesOf(value: Json, path: readonly string[] = []): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  if (!isObject(value) || (path.length > 0 && Object.keys(value).length === 0)) {
    return found.set(JSON.stringify(path), { path, value });
  }
  for (const [name, child] of Object.entries(value)) {
    for (const [id, leaf] of leavesOf(child, [...path, name])) found.set(id, leaf);
  }
  return found;
}

function changeOf(value: Json, other: Leaf | undefined, isCompared: boolean): Change {
  if (!isCompared) return "same";
  if (other === undefined) return "added";
  return textOf(value) === textOf(other.value) ? "same" : "changed";
}

function textOf(value: Json | undefined): string {
  return value === undefined ? "" : JSON.stringify(value);
}

/** A branch of the tree that rows make. */
export interface ConfigBranch {
  readonly name: string;
  readonly row: ConfigRow | null;
  readonly below: readonly ConfigBranch[];
}

/** Rows nested by their names, in their order. */
export function configTree(rows: readonly ConfigRow[], depth = 0): ConfigBranch[] {
  const groups = new Map<string, ConfigRow[]>();
  for (const row of rows) {
    const name = row.path[depth] ?? "";
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups].flatMap(([name, group]): ConfigBranch[] => {
    const leaves = group.filter((row) => row.path.length === depth + 1);
    const deeper = group.filter((row) => row.path.length > depth + 1);
    return [
      ...leaves.map((row) => ({ name, row, below: [] })),
      ...(deeper.length > 0 ? [{ name, row: null, below: configTree(deeper, depth + 1) }] : []),
    ];
  });
}
