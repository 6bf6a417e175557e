/** Smooths and groups beside the page: in a worker, or here where there is none. */
import type { FromWorker, ToWorker } from "~/data/number_messages";
import { compute, type Done, type Job } from "~/series/compute";

interface Waiting {
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | null = null;
let count = 0;

/** Does a job; jobs are answered in the order in which they were given. */
export function computeAside(job: Job): Promise<Done> {
  if (typeof Worker === "undefined") return Promise.resolve(compute(job));
  worker ??= openWorker();
  count += 1;
  const message: ToWorker = { id: count, job };
  worker.postMessage(message);
  return new Promise((resolve, reject) => waiting.set(message.id, { resolve, reject }));
}

function openWorker(): Worker {
  const made = new Worker(new URL("./number_worker.ts", import.meta.url), {
    type: "module",
    name: "runlore-numbers",
  });
  made.onmessage = (event: MessageEvent<FromWorker>) => {
    waiting.get(event.data.id)?.resolve(event.data.done);
    waiting.delete(event.data.id);
  };
  made.onerror = (event) => {
    // All jobs of a worker that failed are lost; the next one gets a new worker.
    worker = null;
    made.terminate();
    for (const one of waiting.values()) one.reject(new Error(`Smoothing failed: ${event.message}`));
    waiting.clear();
  };
  return made;
}
