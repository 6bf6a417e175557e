/** What the workspace needs of a search: the list of runs, kept true by news, and its colours. */
import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import { slotsOf } from "~/data/colours";
import { type News, useNews } from "~/data/live";
import type { Run } from "~/data/projects";
import { RunList } from "~/data/run_list";
import type { Sort } from "~/grid/Column";
import { fieldQuery, parseField } from "~/pages/workspace/fields";
import type { WorkspaceState } from "~/pages/workspace/state";
import type { ShownRun } from "~/panels/settings";

/** A search: the runs to show, and why the newest search failed if it did. */
export interface Found {
  readonly list: RunList;
  readonly error: Error | null;
}

/**
 * The runs that match; each query and order has a list of its own. Until a new list has its first
 * answer, and while its query does not parse, the one before stays on the screen.
 */
export function useRunList(project: string, query: string, sort: string): Found {
  const list = useMemo(
    () => new RunList({ project, ...(query && { query }), order_by: orderOf(sort) }),
    [project, query, sort],
  );
  useEffect(() => () => list.destroy(), [list]);
  const hear = useCallback((news: News) => list.hear(news), [list]);
  useNews(`project:${project}`, hear);
  const answered = useRef(list);
  if (list.total.value !== null) answered.current = list;
  return { list: answered.current, error: list.error.value };
}

/** `-metric.loss.min` as the server orders. */
function orderOf(sort: string): string[] {
  const { column, descending } = parseSort(sort) ?? { column: "started", descending: true };
  const field = parseField(column);
  const text = column === "name" ? "name" : field === null ? "started" : fieldQuery(field);
  return [`${text} ${descending ? "DESC" : "ASC"}`];
}

export function parseSort(sort: string): Sort | null {
  if (sort === "") return null;
  return sort.startsWith("-")
    ? { column: sort.slice(1), descending: true }
    : { column: sort, descending: false };
}

/** The order after a click on a title: up, down, and back to newest first. */
export function nextSort(sort: string, column: string): string {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? "" : column;
}

/** The runs with curves, each with its colour. */
export function shownRuns(project: string, list: RunList, state: WorkspaceState): ShownRun[] {
  const { shown } = state;
  const runs: Run[] =
    "top" in shown
      ? list.head(shown.top)
      : list.loaded().filter((run) => shown.runs.includes(run.id));
  const slots = slotsOf(
    project,
    runs.map((run) => run.id),
  );
  return runs.map((run, i) => ({
    id: run.id,
    label: run.name,
    slot: slots[i] ?? 0,
    metrics: run.metrics,
    params: run.params,
    tags: run.tags,
  }));
}
