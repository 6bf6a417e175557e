import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fullPanel, PANEL_PLACE } from "~/panels/full";

interface InViewProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Draws a panel only while it is within one screen of what is seen, or fills it; its room stays. */
export function InView({ title, children }: InViewProps) {
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
    <div class="panel-slot" ref={box} {...{ [PANEL_PLACE]: title }}>
      {(near || fullPanel.value === title) && children}
    </div>
  );
}
