import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { rowSpan, type Span } from "~/grid/window";

/** What a table with rows and columns of one size each shows of them. */
export interface View {
  readonly box: RefObject<HTMLElement | null>;
  /** How wide a column is: all have a part of the room that is left. */
  readonly columnWidth: number;
  readonly rows: Span;
  readonly columns: Span;
}

export interface Sizes {
  readonly rows: number;
  readonly rowHeight: number;
  /** Those that scroll; one more, as wide as they are, stays in sight on the left. */
  readonly columns: number;
  readonly leastWidth: number;
  /** Wider ones only tear apart what is to be compared. */
  readonly mostWidth: number;
  /** What stays in sight on the left beside the first column. */
  readonly pinnedWidth: number;
}

/** Before the box was measured: a large screen. */
const AT_FIRST = { top: 0, left: 0, height: 1_400, width: 2_600 };

/** Which rows and columns are in view of a box that scrolls. */
export function useView(sizes: Sizes): View {
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState(AT_FIRST);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const look = () =>
      setView({
        top: current.scrollTop,
        left: current.scrollLeft,
        height: current.clientHeight,
        width: current.clientWidth,
      });
    const observer = new ResizeObserver(look);
    observer.observe(current);
    current.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener("scroll", look);
    };
  }, []);
  const columnWidth = widthOf(sizes, view.width);
  const room = Math.max(0, view.width - sizes.pinnedWidth - columnWidth);
  const first = Math.min(Math.floor(view.left / columnWidth), sizes.columns);
  const end = Math.min(Math.ceil((view.left + room) / columnWidth) + 1, sizes.columns);
  return {
    box,
    columnWidth,
    rows: rowSpan(view.top, view.height, sizes.rowHeight, sizes.rows),
    columns: { first, end: Math.max(first, end) },
  };
}

function widthOf({ columns, leastWidth, mostWidth, pinnedWidth }: Sizes, width: number): number {
  const share = Math.floor((width - pinnedWidth) / (columns + 1));
  return Math.min(mostWidth, Math.max(leastWidth, share));
}
