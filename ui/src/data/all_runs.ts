/** All runs of a search at once, as groups and trees need them: their rows are made on this side. */
import { signal } from "@preact/signals";
import { searchRuns } from "~/api/runs";
import type { Run, RunSearch } from "~/api/types";
import type { News } from "~/data/live";
import { covers, findIds, type RunFields, type RunSource } from "~/data/run_list";
import { throttle } from "~/lib/throttle";

const PAGE = 1_000;

/** More are not grouped: the page says so, and a filter narrows them. */
export const MOST_RUNS = 20_000;

/** News change runs in place at once; which runs there are is asked again at most this often. */
const RELOAD_MS = 5_000;

export class AllRuns implements RunSource {
  readonly total = signal<number | null>(null);
  readonly error = signal<Error | null>(null);
  readonly version = signal(0);
  /** Whether pages are still on their way. */
  readonly loading = signal(true);
  private runs: Run[] = [];
  private asking = new AbortController();
  private readonly reloadSoon = throttle(() => this.reload(), RELOAD_MS);

  constructor(
    readonly search: RunSearch,
    private fields: RunFields,
  ) {
    this.reload();
  }

  /** All of them stay. */
  keep(): void {}

  head(count: number): readonly Run[] {
    return this.runs.slice(0, count);
  }

  loaded(): readonly Run[] {
    return this.runs;
  }

  ids(most: number): Promise<string[]> {
    return findIds(this.search, most);
  }

  /** Runs carry these keys from now on. */
  need(fields: RunFields): void {
    if (covers(this.fields, fields)) return;
    this.fields = fields;
    this.reload();
  }

  /** Asks for everything again; what is shown stays until the answer is whole. */
  reload(): void {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal: stop } = this.asking;
    this.loading.value = true;
    this.loadAll(stop).catch((error: unknown) => {
      if (stop.aborted) return;
      this.loading.value = false;
      this.error.value = error instanceof Error ? error : new Error(String(error));
    });
  }

  /** Takes news of the project in. */
  hear(news: News): void {
    if (news.kind === "gap") this.reloadSoon();
    if (news.kind !== "run") return;
    const index = this.runs.findIndex((known) => known.id === news.data.id);
    if (index < 0 || news.data.deleted_at !== this.runs[index]?.deleted_at) this.reloadSoon();
    else this.show(this.runs.with(index, news.data));
  }

  destroy(): void {
    this.asking.abort();
  }

  private async loadAll(stop: AbortSignal): Promise<void> {
    const found: Run[] = [];
    const isFirst = this.runs.length === 0;
    for (let offset = 0; offset < MOST_RUNS; offset += PAGE) {
      const asked = { ...this.search, fields: this.fields, limit: PAGE, offset };
      const page = await searchRuns(asked, stop);
      if (stop.aborted) return;
      found.push(...page.runs);
      this.total.value = page.total;
      this.error.value = null;
      // The first time something is shown as soon as it is here.
      if (isFirst) this.show([...found]);
      if (found.length >= page.total || page.runs.length === 0) break;
    }
    this.loading.value = false;
    this.show(found);
  }

  private show(runs: Run[]): void {
    this.runs = runs;
    this.version.value += 1;
  }
}
