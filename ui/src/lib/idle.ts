/** What waits until the page has nothing better to do. */

/** A page that is never at rest does it after this many milliseconds. */
const LATEST_MS = 1_000;

/** Runs it when the page is idle; gives what calls it off. */
export function whenIdle(run: () => void): () => void {
  // Not every browser can tell when it is idle.
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(run, LATEST_MS);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(run, { timeout: LATEST_MS });
  return () => cancelIdleCallback(asked);
}
