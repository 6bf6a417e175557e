/** Parts that nobody sees yet wait until the page is at rest. */
import { useEffect, useState } from "preact/hooks";
import { whenIdle } from "~/lib/idle";

/** False at first, true when the page has nothing better to do, or somebody wants it `now`. */
export function useIdle(): [isIdle: boolean, now: () => void] {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => whenIdle(() => setIdle(true)), []);
  return [isIdle, () => setIdle(true)];
}
