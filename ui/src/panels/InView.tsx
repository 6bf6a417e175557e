import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fullPanel, PANEL_PLACE } from "~/panels/full";
import { watchDrag } from "~/panels/panel_drag";

/** How far beyond the window a panel is drawn, as a part of the window's height. */
const AHEAD = 0.6;

interface InViewProps {
  readonly title: string;
  /** The panel was dragged to this place of its section; left out, it stays where it is. */
  readonly onDrop?: (to: number) => void;
  readonly children: ComponentChildren;
}

/** Draws a panel only while it is within one screen of what is seen, or fills it; its room stays. */
export function InView({ title, onDrop, children }: InViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  // The observer tells of it two frames later, and with many panels a frame is long.
  useLayoutEffect(() => {
    if (box.current !== null && isNear(box.current)) setNear(true);
  }, []);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: `${AHEAD * 100}% 0px` },
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      class={onDrop ? "panel-slot movable" : "panel-slot"}
      ref={box}
      {...{ [PANEL_PLACE]: title }}
      onPointerDown={(event) => onDrop && watchDrag(event, event.currentTarget, onDrop)}
    >
      {(near || fullPanel.value === title) && children}
    </div>
  );
}

function isNear(box: HTMLElement): boolean {
  const { top, bottom } = box.getBoundingClientRect();
  const beyond = window.innerHeight * AHEAD;
  return bottom > -beyond && top < window.innerHeight + beyond;
}
