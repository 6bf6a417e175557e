/** The runs of a search as one long list, of which only the pages that were looked at are loaded. */
import { type Signal, signal } from "@preact/signals";
import { ApiError } from "~/api/client";
import { patchRun, type RunPatch, searchRuns } from "~/api/runs";
import type { Run, RunSearch } from "~/api/types";
import type { News } from "~/data/live";
import { queries } from "~/data/query";
import { throttle } from "~/lib/throttle";

const PAGE = 100;

/** New runs and changed orders are looked up at most this often. */
const RELOAD_MS = 1_000;

/** Keys of each kind that rows must carry; null is all. */
export interface RunFields {
  readonly params: string[] | null;
  readonly metrics: string[] | null;
  readonly tags: string[] | null;
}

/** The runs of a search, in whichever way they are loaded. */
export interface RunSource {
  readonly search: RunSearch;
  readonly total: Signal<number | null>;
  readonly error: Signal<Error | null>;
  readonly version: Signal<number>;
  head(count: number): readonly Run[];
  /** The first runs are drawn in charts, so they stay loaded wherever the table is scrolled to. */
  keep(count: number): void;
  loaded(): readonly Run[];
  need(fields: RunFields): void;
  /** The ids of the runs that match, whether they are loaded or not. */
  ids(most: number): Promise<string[]>;
  reload(): void;
  hear(news: News): void;
  destroy(): void;
}

export class RunList implements RunSource {
  /** Runs that match; null until the first answer. */
  readonly total = signal<number | null>(null);
  /** Why the last request failed. */
  readonly error = signal<Error | null>(null);
  /** Grows with each change of what `at` gives. */
  readonly version = signal(0);
  private readonly pages = new Map<number, readonly Run[]>();
  private readonly asked = new Map<number, AbortController>();
  /** Pages that the server refused; they are asked for again with the next reload only. */
  private readonly failures = new Set<number>();
  private shown = { first: 0, end: PAGE };
  /** Pages of the first runs, which stay loaded. */
  private heads = 1;
  private readonly reloadSoon = throttle(() => this.reload(), RELOAD_MS);

  constructor(
    readonly search: RunSearch,
    private fields: RunFields | null = null,
  ) {
    this.load(0);
  }

  /** Rows carry these keys from now on; what is on the screen stays until it is here anew. */
  need(fields: RunFields): void {
    if (this.fields === null || covers(this.fields, fields)) return;
    this.fields = fields;
    this.reload();
  }

  /** The run at an index; undefined while its page is on the way. */
  at(index: number): Run | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The first runs, as far as they are loaded. */
  head(count: number): Run[] {
    const runs: Run[] = [];
    for (let page = 0; runs.length < count; page += 1) {
      const more = this.pages.get(page);
      if (more === undefined) break;
      runs.push(...more);
    }
    return runs.slice(0, count);
  }

  keep(count: number): void {
    this.heads = Math.max(1, Math.ceil(count / PAGE));
    this.wantPages(0, this.lastHead());
  }

  ids(most: number): Promise<string[]> {
    return findIds(this.search, most);
  }

  /** All runs that are loaded. */
  loaded(): Run[] {
    return [...this.pages.values()].flat();
  }

  /** These rows are on the screen: their pages are loaded. */
  want(span: { first: number; end: number }): void {
    this.shown = span;
    const last = Math.floor(Math.max(span.first, span.end - 1) / PAGE);
    this.wantPages(Math.floor(span.first / PAGE), last);
  }

  private wantPages(first: number, last: number): void {
    for (let page = first; page <= last; page += 1) {
      const isNew = !this.pages.has(page) && !this.asked.has(page) && !this.failures.has(page);
      if (isNew) this.load(page);
    }
  }

  /** Asks again for what is on the screen; what is shown stays until the answer is here. */
  reload(): void {
    const { first, end } = this.shown;
    const from = Math.floor(first / PAGE);
    const to = Math.floor(Math.max(first, end - 1) / PAGE);
    for (const page of [...this.pages.keys()]) {
      if (page > this.lastHead() && (page < from || page > to)) this.pages.delete(page);
    }
    const heads = Array.from({ length: this.lastHead() + 1 }, (_, page) => page);
    for (const page of new Set([...heads, from, to])) this.load(page);
  }

  /** The last page of those that are kept, of a list that may be shorter than what was asked for. */
  private lastHead(): number {
    const total = this.total.peek();
    const pages = total === null ? 1 : Math.max(1, Math.ceil(total / PAGE));
    return Math.min(this.heads, pages) - 1;
  }

  /** Takes news of the project in. */
  hear(news: News): void {
    if (news.kind === "gap") this.reloadSoon();
    if (news.kind === "run" && !this.patch(news.data)) this.reloadSoon();
  }

  destroy(): void {
    for (const controller of this.asked.values()) controller.abort();
  }

  private patch(run: Run): boolean {
    for (const [page, runs] of this.pages) {
      const index = runs.findIndex((known) => known.id === run.id);
      if (index < 0) continue;
      this.pages.set(page, runs.with(index, run));
      this.version.value += 1;
      return run.deleted_at === null;
    }
    return false;
  }

  private load(page: number): void {
    this.asked.get(page)?.abort();
    const controller = new AbortController();
    this.asked.set(page, controller);
    const { fields } = this;
    const part = fields === null ? {} : { fields };
    const search = { ...this.search, ...part, limit: PAGE, offset: page * PAGE };
    searchRuns(search, controller.signal).then(
      (answer) => this.took(page, answer),
      (error: unknown) => this.failed(page, controller, error),
    );
  }

  private took(page: number, answer: { runs: readonly Run[]; total: number }): void {
    this.asked.delete(page);
    this.failures.delete(page);
    this.pages.set(page, answer.runs);
    this.error.value = null;
    this.total.value = answer.total;
    this.version.value += 1;
  }

  private failed(page: number, controller: AbortController, error: unknown): void {
    if (controller.signal.aborted) return;
    this.asked.delete(page);
    this.failures.add(page);
    this.error.value = error instanceof Error ? error : new Error(String(error));
  }
}

const NO_FIELDS: RunFields = { params: [], metrics: [], tags: [] };
const IDS_A_PAGE = 1_000;

/** The ids of the runs of a search, in order. */
export async function findIds(search: RunSearch, most: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < most) {
    const limit = Math.min(IDS_A_PAGE, most - ids.length);
    const page = await searchRuns({ ...search, fields: NO_FIELDS, limit, offset: ids.length });
    ids.push(...page.runs.map((run) => run.id));
    if (page.runs.length === 0 || ids.length >= page.total) break;
  }
  return ids;
}

/** How many runs match a query. */
export async function countRuns(search: RunSearch, signal?: AbortSignal): Promise<number> {
  return (await searchRuns({ ...search, fields: NO_FIELDS, limit: 1 }, signal)).total;
}

/** Changes a run's name, notes or tags. */
export async function changeRun(run: string, patch: RunPatch): Promise<Run> {
  const changed = await patchRun(run, patch);
  queries.setQueryData(["run", run], changed);
  return changed;
}

/** Whether rows with the first keys have all of the second. */
export function covers(has: RunFields, wanted: RunFields): boolean {
  const within = (some: string[] | null, all: string[] | null) =>
    all === null || (some?.every((key) => all.includes(key)) ?? false);
  return (
    within(wanted.params, has.params) &&
    within(wanted.metrics, has.metrics) &&
    within(wanted.tags, has.tags)
  );
}

/** Whether the server refused the text of the query itself. */
export function isQueryError(error: Error): error is ApiError {
  return error instanceof ApiError && error.status === 400;
}
