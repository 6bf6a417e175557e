import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";

interface SplitterProps {
  readonly first: ComponentChildren;
  readonly second: ComponentChildren;
}

const KEY = "runlore.split";
const LEAST = 20;
const MOST = 80;
const STANDARD = 45;
const KEY_STEP = 2;

/** Two panes beside each other and the edge between them; one alone takes all the room. */
export function Splitter({ first, second }: SplitterProps) {
  const box = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(Number(window.localStorage.getItem(KEY)) || STANDARD);
  const set = (next: number) => {
    const kept = Math.min(MOST, Math.max(LEAST, next));
    setShare(kept);
    window.localStorage.setItem(KEY, String(kept));
  };
  const drag = (event: PointerEvent) => {
    const area = box.current?.getBoundingClientRect();
    if (area && event.buttons === 1) set(((event.clientX - area.left) / area.width) * 100);
  };
  const isSplit = Boolean(first) && Boolean(second);
  // Each pane keeps its place among the children, so that a change of layout does not build it anew.
  return (
    <div class="splitter" ref={box}>
      {first && (
        <div class="split-pane" style={{ width: isSplit ? `${share}%` : "100%" }}>
          {first}
        </div>
      )}
      {isSplit && (
        // biome-ignore lint/a11y/useSemanticElements: a focusable separator with a value is the ARIA pattern of a window splitter; <hr> takes no value.
        <div
          class="split-edge"
          role="separator"
          aria-label="Width of the table"
          aria-orientation="vertical"
          aria-valuenow={Math.round(share)}
          aria-valuemin={LEAST}
          aria-valuemax={MOST}
          tabIndex={0}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          onKeyDown={(event) => {
            if (event.key === "ArrowLeft") set(share - KEY_STEP);
            if (event.key === "ArrowRight") set(share + KEY_STEP);
          }}
        />
      )}
      {second && <div class="split-pane grow">{second}</div>}
    </div>
  );
}
