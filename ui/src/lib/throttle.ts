/** Calls at most once in `ms`: at once when it was quiet, else once at the end of the pause. */
export function throttle(call: () => void, ms: number): () => void {
  let last = Number.NEGATIVE_INFINITY;
  let due: ReturnType<typeof setTimeout> | undefined;
  return () => {
    if (due !== undefined) return;
    const wait = Math.max(0, last + ms - performance.now());
    due = setTimeout(() => {
      due = undefined;
      last = performance.now();
      call();
    }, wait);
  };
}
