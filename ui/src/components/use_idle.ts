/** Parts that nobody sees yet wait until the page is at rest. */
import { useEffect, useState } from "preact/hooks";

/** A page that is never at rest shows them after this many milliseconds. */
const LATEST_MS = 1_000;

/** False at first, true when the page has nothing better to do, or somebody wants it `now`. */
export function useIdle(): [isIdle: boolean, now: () => void] {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => whenIdle(() => setIdle(true)), []);
  return [isIdle, () => setIdle(true)];
}

function whenIdle(run: () => void): () => void {
  // Not every browser can tell when it is idle.
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(run, LATEST_MS);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(run, { timeout: LATEST_MS });
  return () => cancelIdleCallback(asked);
}
