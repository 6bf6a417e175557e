/** What the page and the worker that computes for it say to each other. */
import type { Done, Job } from "~/series/compute";

export interface ToWorker {
  readonly id: number;
  readonly job: Job;
}

export interface FromWorker {
  readonly id: number;
  readonly done: Done;
}
