/** News for the whole page, over the one stream that all tabs share. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type LiveState, LiveStream, type News } from "~/api/events";
import type { FromWorker, ToWorker } from "~/data/live_messages";

/** Live · Reconnecting · Paused, as the badge shows it. */
export const liveState = signal<LiveState>("reconnecting");

export type { LiveState, News } from "~/api/events";

type Watcher = (news: News) => void;

const watchers = new Set<Watcher>();
const topics = new Map<string, number>();
let paused = false;

/** Where the stream comes from: a worker that all tabs share, or this page where there is none. */
interface Source {
  watch(topics: readonly string[]): void;
}

const source: Source = openSource();

function openSource(): Source {
  if (typeof SharedWorker === "undefined") {
    return new LiveStream({ news: spread, state: setState });
  }
  const worker = new SharedWorker(new URL("./live_worker.ts", import.meta.url), {
    type: "module",
    name: "runlore-live",
  });
  worker.port.onmessage = (event: MessageEvent<FromWorker>) => {
    const message = event.data;
    if (message.kind === "state") setState(message.state);
    else spread(message.news);
  };
  const send = (message: ToWorker) => worker.port.postMessage(message);
  // A hidden port would keep its topics open for ever.
  window.addEventListener("pagehide", () => send({ topics: [] }));
  window.addEventListener("pageshow", () => send({ topics: wanted() }));
  return { watch: (names) => send({ topics: [...names] }) };
}

function wanted(): string[] {
  return paused ? [] : [...topics.keys()];
}

function setState(state: LiveState): void {
  liveState.value = paused ? "paused" : state;
}

function spread(news: News): void {
  for (const watcher of watchers) watcher(news);
}

/** Whether anything on the page is kept true by news. */
export const watching = signal(false);

/** Hears whatever news arrive, without asking for any. */
export function listen(watcher: Watcher): void {
  watchers.add(watcher);
}

/** Hears all news of these topics until the returned function is called. */
export function watch(names: readonly string[], watcher: Watcher): () => void {
  watchers.add(watcher);
  for (const name of names) topics.set(name, (topics.get(name) ?? 0) + 1);
  watching.value = topics.size > 0;
  source.watch(wanted());
  return () => {
    watchers.delete(watcher);
    for (const name of names) drop(name);
    watching.value = topics.size > 0;
    source.watch(wanted());
  };
}

function drop(name: string): void {
  const count = (topics.get(name) ?? 1) - 1;
  if (count > 0) topics.set(name, count);
  else topics.delete(name);
}

/** Stops the news, or lets them flow again; what was missed is fetched then. */
export function togglePause(): void {
  paused = !paused;
  setState(paused ? "paused" : "reconnecting");
  source.watch(wanted());
  if (!paused) spread({ kind: "gap" });
}

/**
 * Hears news of some topics, parted by tabs, while a component is on the page. `hear` must keep its
 * identity.
 */
export function useNews(names: string, hear: Watcher): void {
  useEffect(() => watch(names === "" ? [] : names.split("\t"), hear), [names, hear]);
}
