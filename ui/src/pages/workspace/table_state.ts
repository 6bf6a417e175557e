/** What the address says of the table: columns, order, groups, and rows that stand out. */
import type { Sort } from "~/grid/Column";
import { hash } from "~/lib/palette";

/** What a group's cell shows of a metric. */
export const AVERAGES = ["mean", "median"] as const;
export type Average = (typeof AVERAGES)[number];

export interface TableState {
  /** The first counts most; none is newest first. */
  readonly sort: readonly Sort[];
  /** Ids of the columns in their order; null lets the page choose. */
  readonly columns: readonly string[] | null;
  /** Those of them that stay at the left. */
  readonly pins: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  /** Leaves out the columns in which all runs are alike. */
  readonly differing: boolean;
  /** Leaves out the columns in which no run that matches has anything. */
  readonly filled: boolean;
  /** Ids of the columns whose values make groups, the outermost first. */
  readonly group: readonly string[];
  readonly average: Average;
  /** Shows child runs under their parents. */
  readonly tree: boolean;
  /** Marks of the groups and parents that are open. */
  readonly opened: readonly string[];
  /** The run that the others are compared with; empty is none. */
  readonly baseline: string;
  /** Runs that stay on top. */
  readonly top: readonly string[];
  /** Shows what was deleted. */
  readonly trash: boolean;
  /** The saved view that this one began as. */
  readonly saved: string;
}

/** The saved view that is none: everything, whatever the project's default is. */
export const ALL = "all";

const RUN_ID = /^[0-9a-z]{8,64}$/;
const LEAST_WIDTH = 40;
const MOST_WIDTH = 1_200;

/** Sets a value in an address unless it is the standard one. */
export type Put = (name: string, value: string, standard: string) => void;

/** Reads the table's part of an address; what is odd falls back to the default. */
export function readTable(query: URLSearchParams): TableState {
  const baseline = query.get("base") ?? "";
  return {
    sort: readSort(query.get("sort")),
    columns: query.has("cols") ? readList(query.get("cols")) : null,
    pins: readList(query.get("pins")),
    widths: readWidths(query.get("w")),
    differing: query.get("d") === "1",
    filled: query.get("filled") === "1",
    group: readList(query.get("group")),
    average: query.get("avg") === "median" ? "median" : "mean",
    tree: query.get("tree") === "1",
    opened: (query.get("open") ?? "").split(".").filter((mark) => /^[0-9a-z]{1,7}$/.test(mark)),
    baseline: RUN_ID.test(baseline) ? baseline : "",
    top: (query.get("top") ?? "").split(".").filter((id) => RUN_ID.test(id)),
    trash: query.get("trash") === "1",
    saved: query.get("v") ?? "",
  };
}

/** Writes the table's part of an address. */
export function writeTable(state: TableState, query: URLSearchParams, put: Put): void {
  put("sort", writeSort(state.sort), "");
  if (state.columns !== null) query.set("cols", writeList(state.columns));
  put("pins", writeList(state.pins), "");
  put("w", writeWidths(state.widths), "");
  put("d", state.differing ? "1" : "", "");
  put("filled", state.filled ? "1" : "", "");
  put("group", writeList(state.group), "");
  put("avg", state.average, "mean");
  put("tree", state.tree ? "1" : "", "");
  put("open", state.opened.join("."), "");
  put("base", state.baseline, "");
  put("top", state.top.join("."), "");
  put("trash", state.trash ? "1" : "", "");
  put("v", state.saved, "");
}

/** The short mark of a group or parent in an address. */
export function markOf(key: string): string {
  return hash(key).toString(36);
}

/** With the value when it was not in the list, without it when it was. */
export function toggle<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}

function readSort(text: string | null): Sort[] {
  return (text ?? "")
    .split(",")
    .filter((part) => part !== "" && part !== "-")
    .map((part) =>
      part.startsWith("-")
        ? { column: decode(part.slice(1)), descending: true }
        : { column: decode(part), descending: false },
    );
}

function writeSort(sort: readonly Sort[]): string {
  return sort
    .map((one) => `${one.descending ? "-" : ""}${encodeURIComponent(one.column)}`)
    .join(",");
}

function readList(text: string | null): string[] {
  return (text ?? "").split(",").filter(Boolean).map(decode);
}

function writeList(list: readonly string[]): string {
  return list.map(encodeURIComponent).join(",");
}

function readWidths(text: string | null): Record<string, number> {
  const widths = new Map<string, number>();
  for (const part of (text ?? "").split(",")) {
    const cut = part.lastIndexOf(":");
    const width = Number(part.slice(cut + 1));
    if (cut > 0 && width >= LEAST_WIDTH && width <= MOST_WIDTH) {
      widths.set(decode(part.slice(0, cut)), Math.round(width));
    }
  }
  // Own properties, whatever they are called: an assignment to __proto__ would be lost.
  return Object.fromEntries(widths);
}

function writeWidths(widths: Readonly<Record<string, number>>): string {
  return Object.entries(widths)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([column, width]) => `${encodeURIComponent(column)}:${width}`)
    .join(",");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
