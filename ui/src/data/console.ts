/** The console of a run: the lines that are looked at by page, new ones as they are printed. */
import { signal } from "@preact/signals";
import { fetchConsole, searchConsole } from "~/api/files";
import type { ConsoleLine } from "~/api/types";
import { type News, watch } from "~/data/live";
import { throttle } from "~/lib/throttle";

export type { ConsoleLine } from "~/api/types";

const PAGE = 1_000;
/** Pages that stay; a reader who comes back to others waits a moment. */
const KEPT_PAGES = 100;
/** Lines of one answer when all are read. */
const SCAN_PAGE = 10_000;
/** Of more lines than these nobody reads the rest; the search says that it ended. */
const MAX_FOUND = 100_000;
const FOLLOW_MS = 200;

export class ConsoleFeed {
  /** Lines that the run has; null until the first answer. */
  readonly size = signal<number | null>(null);
  readonly error = signal<Error | null>(null);
  /** Grows with each change of what `at` gives. */
  readonly version = signal(0);
  private readonly pages = new Map<number, readonly ConsoleLine[]>();
  private readonly asked = new Set<number>();
  private readonly stop = new AbortController();
  private readonly stopWatching: () => void;
  private readonly followSoon = throttle(() => void this.measure(), FOLLOW_MS);
  private shown = { first: 0, end: 0 };

  constructor(readonly run: string) {
    this.stopWatching = watch([`run:${run}`], (news) => this.hear(news));
    void this.measure();
  }

  /** The line of a number, from 0; undefined while its page is on the way. */
  at(number: number): ConsoleLine | undefined {
    return this.pages.get(Math.floor(number / PAGE))?.[number % PAGE];
  }

  /** These lines are on the screen: their pages are loaded. */
  want(first: number, end: number): void {
    this.shown = { first, end };
    const size = this.size.peek() ?? 0;
    for (let page = Math.floor(first / PAGE); page * PAGE < Math.min(end, size); page += 1) {
      const there = this.pages.get(page)?.length ?? 0;
      if (there < Math.min(PAGE, size - page * PAGE)) void this.load(page);
    }
  }

  /** Asks how long the console is; after an error, asks again. */
  async measure(): Promise<void> {
    try {
      const answer = await fetchConsole(this.run, { tail: 1 }, this.stop.signal);
      this.size.value = answer.size;
      this.error.value = null;
      this.want(this.shown.first, this.shown.end);
    } catch (error) {
      this.fail(error);
    }
  }

  /** All lines, in order and in portions; for searches and downloads. */
  async *walk(first: number, signal: AbortSignal): AsyncGenerator<readonly ConsoleLine[]> {
    for (let next = first; ; ) {
      const answer = await fetchConsole(this.run, { first: next, limit: SCAN_PAGE }, signal);
      if (answer.lines.length === 0) return;
      yield answer.lines;
      next += answer.lines.length;
      if (next >= answer.size) return;
    }
  }

  destroy(): void {
    this.stop.abort();
    this.stopWatching();
  }

  private async load(page: number): Promise<void> {
    if (this.asked.has(page)) return;
    this.asked.add(page);
    try {
      const part = { first: page * PAGE, limit: PAGE };
      const answer = await fetchConsole(this.run, part, this.stop.signal);
      this.keep(page, answer.lines);
      this.size.value = Math.max(this.size.peek() ?? 0, answer.size);
    } catch (error) {
      this.fail(error);
    } finally {
      this.asked.delete(page);
    }
  }

  private keep(page: number, lines: readonly ConsoleLine[]): void {
    this.pages.delete(page);
    this.pages.set(page, lines);
    const [oldest] = this.pages.keys();
    if (this.pages.size > KEPT_PAGES && oldest !== undefined) this.pages.delete(oldest);
    this.version.value += 1;
  }

  private hear(news: News): void {
    const more = news.kind === "console" && news.data.run === this.run;
    if (more || news.kind === "gap") this.followSoon();
  }

  private fail(error: unknown): void {
    if (!this.stop.signal.aborted) this.error.value = error instanceof Error ? error : null;
  }
}

/** From this many lines on a text is looked for by the server, which sends the hits alone. */
const ASK_FROM = 20_000;

/** A search that the server can do: literal text, in one stream or in both. */
export interface TextSearch {
  readonly text: string;
  readonly stream: "stdout" | "stderr" | null;
}

/** The lines of a console that pass a test, found portion by portion; goes on with new lines. */
export class ConsoleScan {
  readonly found: ConsoleLine[] = [];
  /** Lines that were looked at. */
  readonly scanned = signal(0);
  /** Whether it ended early because there is too much. */
  readonly isCut = signal(false);
  readonly error = signal<Error | null>(null);
  private readonly stop = new AbortController();
  private isRunning = false;

  constructor(
    private readonly feed: ConsoleFeed,
    private readonly test: (line: ConsoleLine) => boolean,
    /** The same as a search that the server can do; null where it can not. */
    private readonly search: TextSearch | null = null,
  ) {}

  /** Looks at the lines that it has not looked at. */
  async advance(): Promise<void> {
    if (this.isRunning || this.isCut.peek()) return;
    this.isRunning = true;
    try {
      await this.lookOn();
      this.error.value = null;
    } catch (error) {
      if (!this.stop.signal.aborted) this.error.value = error instanceof Error ? error : null;
    } finally {
      this.isRunning = false;
    }
  }

  private async lookOn(): Promise<void> {
    const { search } = this;
    if (search !== null && (this.feed.size.peek() ?? 0) >= ASK_FROM) await this.askOn(search);
    else await this.readOn();
  }

  private async askOn({ text, stream }: TextSearch): Promise<void> {
    for (let isOver = false; !isOver; ) {
      const first = this.scanned.peek();
      const wanted = { text, first, ...(stream !== null && { stream }) };
      const answer = await searchConsole(this.feed.run, wanted, this.stop.signal);
      this.found.push(...answer.lines);
      this.isCut.value = this.found.length > MAX_FOUND;
      this.scanned.value = answer.next;
      isOver = this.isCut.peek() || answer.next >= answer.size || answer.next === first;
    }
  }

  private async readOn(): Promise<void> {
    for await (const lines of this.feed.walk(this.scanned.peek(), this.stop.signal)) {
      this.found.push(...lines.filter(this.test));
      this.isCut.value = this.found.length > MAX_FOUND;
      this.scanned.value += lines.length;
      if (this.isCut.peek()) return;
    }
  }

  destroy(): void {
    this.stop.abort();
  }
}
