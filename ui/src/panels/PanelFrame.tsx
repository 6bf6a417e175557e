import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { fullPanel, leaveFull, pointAt, toggleFull } from "~/panels/full";

interface PanelFrameProps {
  readonly title: string;
  /** What the title is short for. */
  readonly hint: string;
  /** Beside the title, such as a legend. */
  readonly note?: ComponentChildren;
  readonly tools?: ComponentChildren;
  /** Whether it takes two places of the grid. */
  readonly wide?: boolean;
  /** Takes a panel away that somebody added. */
  readonly onRemove?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** What all panels share: a title, tools that come when one points at it, full screen. */
export function PanelFrame(props: PanelFrameProps) {
  const { title, hint, note, tools, onRemove, children } = props;
  const full = fullPanel.value === title;
  return (
    <section
      class={`panel${full ? " full" : ""}${props.wide ? " wide" : ""}`}
      aria-label={title}
      onPointerEnter={() => pointAt(title)}
      onFocusCapture={() => pointAt(title)}
    >
      {full && <LeaveByEscape />}
      <header class="panel-head">
        <h3 title={hint}>{title}</h3>
        {note}
        <div class="panel-tools">
          {tools}
          {onRemove && <IconButton name="Remove panel" icon="trash" onClick={onRemove} />}
          <IconButton
            name={full ? "Leave full screen" : "Full screen (f)"}
            icon="expand"
            pressed={full}
            onClick={() => toggleFull(title)}
          />
        </div>
      </header>
      <div class="panel-body">{children}</div>
    </section>
  );
}

function LeaveByEscape() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") leaveFull();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return null;
}
