/** The live stream: server-sent events of some topics, reconnecting by itself where it stopped. */
import { apiUrl } from "~/api/client";
import type { CommentEvent, ConsoleEvent, PointsEvent, Run } from "~/api/types";

/** Whether news arrive. */
export type LiveState = "live" | "reconnecting" | "paused";

/** One piece of news. `runs` says that some run changed, for who shows lists of all; `gap` means that some were missed: what is shown must be fetched again. */
export type News =
  | { readonly kind: "points"; readonly data: PointsEvent }
  | { readonly kind: "run"; readonly data: Run }
  | { readonly kind: "console"; readonly data: ConsoleEvent }
  | { readonly kind: "comment"; readonly data: CommentEvent }
  | { readonly kind: "runs" }
  | { readonly kind: "gap" };

/** Receives news and the state of the stream. */
export interface LiveListener {
  news(news: News): void;
  state(state: LiveState): void;
}

/** The browser gives up for good on some answers (a 503 of a server that starts); then we try again. */
const RETRY_MS = 2_000;

/** One stream for all topics that are wanted; it is opened anew when those change. */
export class LiveStream {
  private source: EventSource | null = null;
  private topics = "";
  private cursor = "";
  private retry = 0;

  constructor(private readonly listener: LiveListener) {}

  /** Watches exactly these topics, such as `project:vision` and `run:0198…`. */
  watch(topics: readonly string[]): void {
    const wanted = [...new Set(topics)].sort().join(",");
    if (wanted === this.topics) return;
    this.topics = wanted;
    this.open();
  }

  close(): void {
    this.topics = "";
    this.open();
  }

  private open(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
    if (this.topics === "") return;
    const query = new URLSearchParams({ topics: this.topics });
    if (this.cursor !== "") query.set("cursor", this.cursor);
    const source = new EventSource(apiUrl(`/events?${query}`));
    this.source = source;
    source.onopen = () => this.listener.state("live");
    source.onerror = () => this.failed(source);
    source.addEventListener("points", (event) =>
      this.tell(event, { kind: "points", data: JSON.parse(event.data) as PointsEvent }),
    );
    source.addEventListener("run", (event) =>
      this.tell(event, { kind: "run", data: JSON.parse(event.data) as Run }),
    );
    source.addEventListener("console", (event) =>
      this.tell(event, { kind: "console", data: JSON.parse(event.data) as ConsoleEvent }),
    );
    source.addEventListener("comment", (event) =>
      this.tell(event, { kind: "comment", data: JSON.parse(event.data) as CommentEvent }),
    );
    source.addEventListener("runs", (event) => this.tell(event, { kind: "runs" }));
    source.addEventListener("gap", (event) => this.tell(event, { kind: "gap" }));
  }

  private tell(event: MessageEvent, news: News): void {
    if (event.lastEventId !== "") this.cursor = event.lastEventId;
    this.listener.news(news);
  }

  private failed(source: EventSource): void {
    this.listener.state("reconnecting");
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), RETRY_MS) as unknown as number;
  }
}
