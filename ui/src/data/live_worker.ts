/**
 * Holds the one live stream of all tabs. Browsers allow six connections to a server over HTTP/1.1;
 * with a stream in each tab the sixth one would stop the app.
 */
import { type LiveState, LiveStream } from "~/api/events";
import type { FromWorker, ToWorker } from "~/data/live_messages";

const ports = new Map<MessagePort, readonly string[]>();
let state: LiveState = "reconnecting";

const stream = new LiveStream({
  news: (news) => tell({ kind: "news", news }),
  state: (next) => {
    state = next;
    tell({ kind: "state", state });
  },
});

function tell(message: FromWorker): void {
  for (const port of ports.keys()) port.postMessage(message);
}

function connect(port: MessagePort): void {
  ports.set(port, []);
  port.onmessage = (event: MessageEvent<ToWorker>) => {
    // A tab that wants nothing is going away; it will say so if it comes back.
    if (event.data.topics.length === 0) ports.delete(port);
    else ports.set(port, event.data.topics);
    stream.watch([...ports.values()].flat());
    port.postMessage({ kind: "state", state } satisfies FromWorker);
  };
}

self.addEventListener("connect", (event) => {
  if (event instanceof MessageEvent) for (const port of event.ports) connect(port);
});
