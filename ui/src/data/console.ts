/** The console of a run: the last lines at once, older ones by page, new ones as they are printed. */
import { signal } from "@preact/signals";
import { fetchConsole } from "~/api/files";
import type { ConsoleLine } from "~/api/types";
import { type News, watch } from "~/data/live";
import { throttle } from "~/lib/throttle";

export type { ConsoleLine } from "~/api/types";

const PAGE = 1_000;
const FOLLOW_MS = 200;

export class ConsoleFeed {
  /** Lines in order; the first one may not be the first of the run. */
  readonly lines = signal<readonly ConsoleLine[]>([]);
  /** Lines that the run has in all; null until the first answer. */
  readonly size = signal<number | null>(null);
  readonly error = signal<Error | null>(null);
  private readonly stopWatching: () => void;
  private readonly stop = new AbortController();
  private readonly followSoon = throttle(() => void this.follow(), FOLLOW_MS);

  constructor(private readonly run: string) {
    this.stopWatching = watch([`run:${run}`], (news) => this.hear(news));
    void this.ask({ tail: PAGE }, (lines) => lines);
  }

  /** Number of the first line that is here. */
  get first(): number {
    return this.lines.value[0]?.number ?? 0;
  }

  /** Loads a page of older lines. */
  async older(): Promise<void> {
    const first = Math.max(0, this.first - PAGE);
    const limit = this.first - first;
    if (limit > 0) await this.ask({ first, limit }, (lines) => [...lines, ...this.lines.value]);
  }

  /** Asks again from the start, after an error. */
  retry(): void {
    void this.ask({ tail: PAGE }, (lines) => lines);
  }

  destroy(): void {
    this.stop.abort();
    this.stopWatching();
  }

  private hear(news: News): void {
    const more = news.kind === "console" && news.data.run === this.run;
    if (more || news.kind === "gap") this.followSoon();
  }

  private async follow(): Promise<void> {
    const last = this.lines.value.at(-1)?.number ?? -1;
    await this.ask({ first: last + 1, limit: PAGE }, (lines) => [...this.lines.value, ...lines]);
  }

  private async ask(
    part: { first?: number; limit?: number; tail?: number },
    join: (lines: readonly ConsoleLine[]) => readonly ConsoleLine[],
  ): Promise<void> {
    try {
      const page = await fetchConsole(this.run, part, this.stop.signal);
      this.lines.value = join(page.lines);
      this.size.value = page.size;
      this.error.value = null;
    } catch (error) {
      if (!this.stop.signal.aborted) this.error.value = error instanceof Error ? error : null;
    }
  }
}
