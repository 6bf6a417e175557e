import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fullPanel, PANEL_PLACE } from "~/panels/full";
import { watchDrag } from "~/panels/panel_drag";

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
  useEffect(() => {
    if (box.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: "60% 0px" },
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
