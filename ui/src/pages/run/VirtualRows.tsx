import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { rowSpan } from "~/grid/window";

/** Browsers cut off elements that are much taller; longer lists scroll faster than they are. */
const MAX_PIXELS = 15_000_000;

interface Goal {
  readonly index: number;
  readonly isEnd: boolean;
}

interface VirtualRowsProps {
  readonly count: number;
  /** Pixels of every row. */
  readonly rowHeight: number;
  readonly class: string;
  readonly label: string;
  readonly role: "log" | "table" | "list" | "region";
  /** Stands above the rows and does not scroll away. */
  readonly head?: ComponentChildren;
  readonly row: (index: number) => ComponentChildren;
  readonly onSpan?: (first: number, end: number) => void;
  /** A row to bring into view, or the end; a new object brings it again. */
  readonly goal?: Goal | null;
  /** The reader scrolled. */
  readonly onScroll?: (atEnd: boolean) => void;
}

/** Rows of one height, of which only those in view are in the page. */
export function VirtualRows(props: VirtualRowsProps) {
  const { count, rowHeight, role, label, goal, onSpan } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const whole = count * rowHeight;
  const drawn = Math.min(whole, MAX_PIXELS);
  const stretch = drawn < whole ? (whole - view.height) / (drawn - view.height) : 1;
  const top = view.top * stretch;
  const { first, end } = rowSpan(top, view.height, rowHeight, count);
  useEffect(() => onSpan?.(first, end), [first, end, onSpan]);
  useLayoutEffect(() => {
    if (box.current === null || !goal) return;
    if (goal.isEnd) box.current.scrollTop = box.current.scrollHeight;
    else bringIntoView(box.current, goal.index * rowHeight, rowHeight, stretch);
  }, [goal, rowHeight, stretch]);
  useSize(box, setView);
  const scrolled = (element: HTMLElement) => {
    setView({ top: element.scrollTop, height: element.clientHeight });
    const away = element.scrollHeight - element.scrollTop - element.clientHeight;
    props.onScroll?.(away < 2 * rowHeight);
  };
  const offset = view.top - (top - first * rowHeight);
  return (
    <div
      class={`virtual ${props.class}`}
      ref={box}
      {...semantics(role, label, count)}
      onScroll={(event) => scrolled(event.currentTarget)}
    >
      {props.head}
      <div class="virtual-room" role="presentation" style={{ height: `${drawn}px` }}>
        <div
          class="virtual-rows"
          role="presentation"
          style={{ transform: `translateY(${offset}px)` }}
        >
          {Array.from({ length: end - first }, (_, i) => props.row(first + i))}
        </div>
      </div>
    </div>
  );
}

function semantics(role: VirtualRowsProps["role"], label: string, count: number) {
  const more = role === "log" ? { "aria-live": "off" as const } : {};
  const rows = role === "table" ? { "aria-rowcount": count + 1 } : {};
  // A box that scrolls must be reachable by keyboard.
  return { role, "aria-label": label, tabIndex: 0, ...more, ...rows };
}

type View = { readonly top: number; readonly height: number };

function useSize(box: { current: HTMLElement | null }, onChange: (view: View) => void): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const tell = () => onChange({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, onChange]);
}

function bringIntoView(box: HTMLElement, at: number, rowHeight: number, stretch: number): void {
  const top = box.scrollTop * stretch;
  const inView = at >= top + rowHeight && at + 2 * rowHeight <= top + box.clientHeight;
  if (!inView) box.scrollTop = Math.max(0, at - box.clientHeight / 2) / stretch;
}
