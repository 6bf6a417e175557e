/** One beat for all charts: what follows the news is asked for together, in one request. */

/** Live points are drawn at most this often: the eye sees no more, and the server is spared. */
const BEAT_MS = 250;

const waiting = new Set<() => void>();
let last = Number.NEGATIVE_INFINITY;

/** Calls at the next beat; at once when the last one is long ago. A call that waits is not added twice. */
export function onNextBeat(call: () => void): void {
  waiting.add(call);
  if (waiting.size > 1) return;
  setTimeout(beat, Math.max(0, last + BEAT_MS - performance.now()));
}

/** A call that is not wanted any more. */
export function offBeat(call: () => void): void {
  waiting.delete(call);
}

function beat(): void {
  last = performance.now();
  const calls = [...waiting];
  waiting.clear();
  for (const call of calls) call();
}
