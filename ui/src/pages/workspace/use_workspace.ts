/** What the workspace needs of a search: its runs, kept true by news, and the rows made of them. */
import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import { AllRuns } from "~/data/all_runs";
import { type News, useNews } from "~/data/live";
import { ALL_FIELDS, RunDetails } from "~/data/run_details";
import { type RunFields, RunList, type RunSource } from "~/data/run_list";
import type { Sort } from "~/grid/Column";
import type { GridRows } from "~/grid/Grid";
import { fieldQuery, parseField } from "~/pages/workspace/fields";
import { type Group, groupRuns } from "~/pages/workspace/grouping";
import { FlatRows, groupRows, lookOf, type Row, topRows, treeRows } from "~/pages/workspace/rows";
import type { WorkspaceState } from "~/pages/workspace/state";

/** A search: the runs to show, and why the newest search failed if it did. */
export interface Found {
  readonly list: RunSource;
  readonly error: Error | null;
}

/**
 * The runs that match; each query and order has a list of its own. Until a new list has its first
 * answer, and while its query does not parse, the one before stays on the screen.
 */
export function useRunList(project: string, state: WorkspaceState, fields: RunFields): Found {
  const whole = isWhole(state);
  const { query, trash } = state;
  const order = state.sort.map(orderText).join("\n");
  const first = useRef(fields);
  first.current = fields;
  const list = useMemo<RunSource>(() => {
    const asked = order === "" ? ["started DESC"] : order.split("\n");
    const search = { project, ...(query && { query }), order_by: asked, deleted: trash };
    return whole ? new AllRuns(search, first.current) : new RunList(search, first.current);
  }, [project, query, order, trash, whole]);
  useEffect(() => () => list.destroy(), [list]);
  const wanted = JSON.stringify(fields);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text says what the fields are; the object is new each time.
  useEffect(() => list.need(fields), [list, wanted]);
  const hear = useCallback((news: News) => list.hear(news), [list]);
  useNews(`project:${project}`, hear);
  const answered = useRef(list);
  if (list.total.value !== null) answered.current = list;
  return { list: answered.current, error: list.error.value };
}

/** Whether rows are made of all runs, and not read page by page. */
export function isWhole(state: WorkspaceState): boolean {
  return state.group.length > 0 || state.tree;
}

/** `metric.loss.min DESC`, as the server orders. */
function orderText({ column, descending }: Sort): string {
  const field = parseField(column);
  const text = column === "name" ? "name" : field === null ? "started" : fieldQuery(field);
  return `${text} ${descending ? "DESC" : "ASC"}`;
}

/** Sort keys that the server takes. */
const MOST_SORTS = 8;

/** The order after a click on a title: up, down, and away; `more` keeps the other columns. */
export function nextSort(sort: readonly Sort[], column: string, more: boolean): readonly Sort[] {
  const now = sort.find((one) => one.column === column);
  const others = more ? sort.filter((one) => one.column !== column) : [];
  if (now === undefined) return [...others, { column, descending: false }].slice(-MOST_SORTS);
  if (now.descending) return others;
  const turned = { column, descending: true };
  return more ? sort.map((one) => (one === now ? turned : one)) : [turned];
}

/** Runs that are wanted by their ids, beside those that the search found. */
export function useDetails(project: string, ids: readonly string[]) {
  const details = useMemo(() => new RunDetails(ALL_FIELDS), []);
  const wanted = ids.join(".");
  useEffect(() => details.want(wanted === "" ? [] : wanted.split(".")), [details, wanted]);
  const hear = useCallback((news: News) => details.hear(news), [details]);
  useNews(`project:${project}`, hear);
  return { details, version: details.version.value };
}

/** The groups of the runs that are there; none when nothing groups them. */
export function useGroups(list: RunSource, state: WorkspaceState): readonly Group[] {
  const names = state.group.join("\n");
  const version = list.version.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that runs of the same list changed.
  return useMemo(() => {
    const fields = names.split("\n").map(parseField);
    return groupRuns(
      list.loaded(),
      fields.filter((field) => field !== null),
    );
  }, [list, version, names]);
}

export interface Rows {
  readonly rows: GridRows<Row>;
  readonly isTree: boolean;
}

/** The rows of the table. */
export function useRows(
  project: string,
  list: RunSource,
  groups: readonly Group[],
  state: WorkspaceState,
  isSelected: (run: string) => boolean,
): Rows {
  const version = list.version.value;
  const flat = useMemo(() => new FlatRows(), []);
  const ids = [state.baseline, ...state.top].filter((id) => id !== "");
  const { details, version: onTop } = useDetails(project, ids);
  const isTree = isWhole(state);
  const stamp = [state.baseline, state.top.join("."), state.opened.join("."), state.tree].join("|");
  // biome-ignore lint/correctness/useExhaustiveDependencies: versions and the stamp say what changed inside.
  const plain = useMemo<GridRows<Row>>(() => {
    const opened = new Set(state.opened);
    const pinned = state.top.map((id) => details.get(id)).filter((run) => run !== undefined);
    const top = topRows(details.get(state.baseline), pinned);
    if (!isTree && list instanceof RunList) {
      return flat.over(top, list.total.value ?? 0, (index) => list.at(index));
    }
    const grouped = groups.length > 0 && state.group.length > 0;
    const below = grouped ? groupRows(groups, opened) : treeRows(list.loaded(), opened);
    const all: Row[] = [...top, ...below];
    return { count: all.length, at: (index) => all[index] };
  }, [list, version, groups, onTop, stamp, isTree]);
  return useMemo(() => {
    const look = (row: Row) => lookOf(row, isSelected, isTree);
    return { rows: { ...plain, look }, isTree };
  }, [plain, isSelected, isTree]);
}
