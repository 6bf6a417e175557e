import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { rowSpan, type Span } from "~/grid/window";

/** Rows before the box was measured: a tall screen full of them. */
const AT_FIRST = 60;

/** Which of many rows of one height are in view of a box that scrolls. */
export function useRowWindow(
  rows: number,
  height: number,
): Span & { readonly box: RefObject<HTMLElement | null> } {
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: AT_FIRST * height });
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const look = () => setView({ top: current.scrollTop, height: current.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(current);
    current.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener("scroll", look);
    };
  }, []);
  return { ...rowSpan(view.top, view.height, height, rows), box };
}
