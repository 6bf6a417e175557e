/** Runs by id with chosen keys, kept true by news: those with curves, on top, or compared with. */
import { signal } from "@preact/signals";
import { searchRuns } from "~/api/runs";
import type { Run, RunSearch } from "~/api/types";
import type { News } from "~/data/live";
import { runsOf } from "~/data/run_changes";
import type { RunFields } from "~/data/run_list";

/** Everything that a cell might show or a chart group by. */
export const ALL_FIELDS: RunFields = { params: null, metrics: null, tags: null };

export class RunDetails {
  /** Grows with each change of what `get` gives. */
  readonly version = signal(0);
  private readonly runs = new Map<string, Run>();
  private readonly asked = new Set<string>();
  /** The first runs of a search, on their way. */
  private ahead: Promise<void> = Promise.resolve();

  constructor(private readonly fields: RunFields) {}

  /** The run; undefined while it is on the way, and for good when there is none. */
  get(id: string): Run | undefined {
    return this.runs.get(id);
  }

  /** Fetches the first runs of a search, of which nobody knows yet which they are. */
  wantFirst(search: RunSearch, count: number): void {
    const asked = searchRuns({ ...search, fields: this.fields, limit: count });
    this.ahead = asked.then(
      ({ runs }) => {
        for (const run of runs) this.asked.add(run.id);
        this.took(runs);
      },
      // Who knows their ids asks for them, and says what is wrong.
      () => {},
    );
  }

  /** Fetches those of the runs that are not here yet, nor on their way. */
  want(ids: readonly string[]): void {
    void this.ahead.then(() => this.ask(ids));
  }

  private ask(ids: readonly string[]): void {
    const missing = ids.filter((id) => !this.asked.has(id));
    if (missing.length === 0) return;
    for (const id of missing) this.asked.add(id);
    runsOf(missing, this.fields).then(
      (runs) => this.took(runs),
      () => {
        // The list beside says what is wrong; these are asked for again with the next change.
        for (const id of missing) this.asked.delete(id);
      },
    );
  }

  /** Takes news of the project in. */
  hear(news: News): void {
    if (news.kind === "run" && this.asked.has(news.data.id)) this.took([news.data]);
    if (news.kind !== "gap" || this.asked.size === 0) return;
    const ids = [...this.asked];
    this.asked.clear();
    this.want(ids);
  }

  private took(runs: readonly Run[]): void {
    for (const run of runs) this.runs.set(run.id, run);
    this.version.value += 1;
  }
}
