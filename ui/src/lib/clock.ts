/** The present as a signal, so that "2 min ago" stays true without each cell keeping a timer. */
import { signal } from "@preact/signals";

/** Relative times change by the second at most, and seconds matter only while a run is watched. */
const TICK_MS = 5_000;

/** Milliseconds since 1970. */
export const now = signal(Date.now());

window.setInterval(() => {
  now.value = Date.now();
}, TICK_MS);
