/** The worker that smooths and groups, so that no slider ever stops the page. */
import type { FromWorker, ToWorker } from "~/data/number_messages";
import { compute } from "~/series/compute";

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const done = compute(event.data.job);
  const message: FromWorker = { id: event.data.id, done };
  self.postMessage(message);
};
