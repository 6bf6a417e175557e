import { useContext, useEffect, useRef } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { movePanel, PanelPlace, type Place } from "~/panels/panel_place";

const STEPS: Readonly<Record<string, -1 | 1>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

/** Moves a panel without dragging: by a click on one of four places, or by arrow keys on the handle. */
export function MoveMenu() {
  const place = useContext(PanelPlace);
  return place === null || place.count < 2 ? null : <Menu place={place} />;
}

function Menu({ place }: { place: Place }) {
  const box = useRef<HTMLDetailsElement>(null);
  const handle = useRef<HTMLElement>(null);
  const held = useRef(false);
  const { index, count } = place;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new index is a new place in the page, where the focus must be set anew.
  useEffect(() => {
    if (held.current) handle.current?.focus();
    held.current = false;
  }, [index]);
  const move = (to: number) => {
    if (box.current !== null) box.current.open = false;
    held.current = to !== index;
    movePanel(place, to);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || event.target !== handle.current) return;
    event.preventDefault();
    event.stopPropagation();
    move(index + step);
  };
  const onFocusOut = ({ relatedTarget: to }: FocusEvent) => {
    if (box.current !== null && !(to instanceof Node && box.current.contains(to))) {
      box.current.open = false;
    }
  };
  const choices = [
    { label: "To the front", to: 0 },
    { label: "One place back", to: index - 1 },
    { label: "One place on", to: index + 1 },
    { label: "To the end", to: count - 1 },
  ];
  return (
    <details class="tool-menu" ref={box} onFocusOut={onFocusOut}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a control, with a role and the focus. */}
      <summary
        ref={handle}
        class="icon-button"
        aria-label={`Move panel, place ${index + 1} of ${count}`}
        title="Move panel: arrow keys, or drag its title"
        onKeyDown={onKey}
      >
        <Icon name="grip" />
      </summary>
      <div class="tool-menu-box">
        {choices.map(({ label, to }) => (
          <button
            key={label}
            type="button"
            disabled={to < 0 || to >= count || to === index}
            onClick={() => move(to)}
          >
            {label}
          </button>
        ))}
      </div>
    </details>
  );
}
