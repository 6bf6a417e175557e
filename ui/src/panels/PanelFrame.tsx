import type { ComponentChildren } from "preact";
import { IconButton } from "~/components/Button";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import { useIdle } from "~/components/use_idle";
import { fullPanel, leaveFull, pointAt, stepFull, toggleFull } from "~/panels/full";
import { MoveMenu } from "~/panels/MoveMenu";

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
  // A page of charts draws its curves first: a hundred buttons are there when somebody can use them.
  const [hasTools, showTools] = useIdle();
  const point = () => {
    showTools();
    pointAt(title);
  };
  return (
    <section
      class={`panel${full ? " full" : ""}${props.wide ? " wide" : ""}`}
      aria-label={title}
      onPointerEnter={point}
      onFocusCapture={point}
    >
      {full && <FullKeys />}
      <header class="panel-head">
        <h3 title={hint}>{title}</h3>
        {note}
        {(hasTools || full) && (
          <div class="panel-tools">
            {tools}
            {!full && <MoveMenu />}
            {onRemove && <IconButton name="Remove panel" icon="trash" onClick={onRemove} />}
            <IconButton
              name={full ? "Leave full screen" : "Full screen (f)"}
              icon="expand"
              pressed={full}
              onClick={() => toggleFull(title)}
            />
          </div>
        )}
      </header>
      <div class="panel-body">{children}</div>
    </section>
  );
}

const FULL_KEYS: readonly Shortcut[] = [
  { key: "ArrowRight", label: "Next panel", run: () => stepFull(1) },
  { key: "ArrowLeft", label: "Panel before", run: () => stepFull(-1) },
  { key: "Escape", label: "Leave full screen", run: leaveFull },
];

/** While a panel fills the screen, arrows leaf through the others. */
function FullKeys() {
  useShortcuts(FULL_KEYS, "In full screen");
  return null;
}
