/** Tables of a run: what there is, and rows in one long list of which only what is seen is loaded. */
import { signal } from "@preact/signals";
import { searchRuns } from "~/api/runs";
import {
  type Aggregate,
  type Cell,
  fetchCsv,
  fetchCurve,
  fetchGroups,
  fetchRows,
  fetchStatistics,
  listTables,
  type TableCurve,
  type TableEntry,
  type TableGroups,
  type TableRows,
  type TableStatistics,
  type TableView,
} from "~/api/tables";
import type { Run } from "~/api/types";
import { type Answer, useAnswer } from "~/data/query";

export type {
  Aggregate,
  Cell,
  ColumnStatistics,
  Measure,
  TableColumn,
  TableCurve,
  TableEntry,
  TableGroup,
  TableGroups,
  TableJoin,
  TableRows,
  TableStatistics,
  TableView,
} from "~/api/tables";

const PAGE = 100;

/** One row: its place in the file, and its cells in the order of the columns asked for. */
export interface TableRow {
  readonly number: number;
  readonly cells: readonly Cell[];
}

/** The rows of a view in an order. */
export class TableRowList {
  /** Rows that match; null until the first answer. */
  readonly matched = signal<number | null>(null);
  /** Rows of the whole table. */
  readonly total = signal(0);
  readonly error = signal<Error | null>(null);
  /** Grows with each change of what `at` gives. */
  readonly version = signal(0);
  private readonly pages = new Map<number, readonly TableRow[]>();
  private readonly asked = new Map<number, AbortController>();

  constructor(
    private readonly run: string,
    private readonly view: TableView,
    private readonly order: readonly string[],
    private readonly columns: readonly string[],
  ) {
    this.load(0);
  }

  /** The row at an index; undefined while its page is on the way. */
  at(index: number): TableRow | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** These rows are on the screen: their pages are loaded, others are no longer waited for. */
  want(span: { first: number; end: number }): void {
    const from = Math.floor(span.first / PAGE);
    const to = Math.floor(Math.max(span.first, span.end - 1) / PAGE);
    for (const [page, controller] of this.asked) {
      if (page !== 0 && (page < from || page > to)) {
        controller.abort();
        this.asked.delete(page);
      }
    }
    for (let page = from; page <= to; page += 1) {
      if (!this.pages.has(page) && !this.asked.has(page)) this.load(page);
    }
  }

  destroy(): void {
    for (const controller of this.asked.values()) controller.abort();
  }

  private load(page: number): void {
    const controller = new AbortController();
    this.asked.set(page, controller);
    const ask = { order: this.order, columns: this.columns, offset: page * PAGE, limit: PAGE };
    fetchRows(this.run, this.view, ask, controller.signal).then(
      (answer) => this.took(page, answer),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        this.asked.delete(page);
        this.error.value = error instanceof Error ? error : new Error(String(error));
      },
    );
  }

  private took(page: number, answer: TableRows): void {
    this.asked.delete(page);
    const rows = answer.rows.map((cells, i) => ({ number: answer.numbers[i] ?? 0, cells }));
    this.pages.set(page, rows);
    this.total.value = answer.total;
    this.matched.value = answer.matched;
    this.version.value += 1;
  }
}

/** The tables of a run, with their steps. */
export function useTables(run: string): Answer<readonly TableEntry[]> {
  return useAnswer({ key: ["tables", run], ask: (signal) => listTables(run, signal) });
}

/** What a table has, whatever the filter says: columns, id, plot. */
export function useTableHead(run: string, view: TableView): Answer<TableRows> {
  const bare = { ...view, where: "" };
  return useAnswer({
    key: ["table-head", run, bare],
    ask: (signal) => fetchRows(run, bare, { limit: 0 }, signal),
  });
}

/** One row whole, its long texts too. */
export function useTableRow(
  run: string,
  view: TableView,
  order: readonly string[],
  index: number,
): Answer<TableRows> {
  return useAnswer({
    key: ["table-row", run, view, order, index],
    ask: (signal) => fetchRows(run, view, { order, offset: index, limit: 1 }, signal),
  });
}

export function useTableStatistics(run: string, view: TableView): Answer<TableStatistics> {
  return useAnswer({
    key: ["table-statistics", run, view],
    ask: (signal) => fetchStatistics(run, view, signal),
  });
}

export function useTableGroups(
  run: string,
  view: TableView,
  by: readonly string[],
  aggregates: readonly Aggregate[],
): Answer<TableGroups> {
  return useAnswer({
    key: ["table-groups", run, view, by, aggregates],
    ask: (signal) => fetchGroups(run, view, by, aggregates, signal),
    when: by.length > 0,
  });
}

/** A class, and the column with its score. */
export interface ClassScore {
  readonly name: string;
  readonly score: string;
}

/** The curves of several classes over the rows of a view. */
export function useTableCurves(
  run: string,
  view: TableView,
  truth: string,
  classes: readonly ClassScore[],
): Answer<readonly TableCurve[]> {
  return useAnswer({
    key: ["table-curves", run, view, truth, classes],
    ask: (signal) =>
      Promise.all(
        classes.map(({ name, score }) =>
          fetchCurve(run, view, { truth, positive: name, score }, signal),
        ),
      ),
  });
}

/** Newest runs of a project, to choose one from. */
export function useOtherRuns(project: string, run: string): Answer<readonly Run[]> {
  return useAnswer({
    key: ["other-runs", project, run],
    ask: async (signal) => {
      const fields = { params: [], metrics: [], tags: [] };
      const { runs } = await searchRuns({ project, limit: 200, fields }, signal);
      return runs.filter((one) => one.id !== run);
    },
  });
}

/** Offers all rows that match as a file. */
export async function downloadCsv(
  run: string,
  view: TableView,
  order: readonly string[],
  name: string,
): Promise<void> {
  const bytes = await fetchCsv(run, view, order);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
