import type { ComponentChildren } from "preact";
import { Boundary } from "~/components/Boundary";
import { InView } from "~/panels/InView";
import type { Move } from "~/panels/panel_order";
import { movePanel, PanelPlace, type Place } from "~/panels/panel_place";

interface GridPanel {
  /** Of this panel alone among those of its grid. */
  readonly id: string;
  readonly title: string;
}

interface PanelGridProps<T extends GridPanel> {
  readonly kind: "line" | "value";
  readonly panels: readonly T[];
  readonly onMove: (move: Move) => void;
  readonly draw: (panel: T, index: number) => ComponentChildren;
}

/** Panels side by side, each of which can be moved to another place among them. */
export function PanelGrid<T extends GridPanel>({ kind, panels, onMove, draw }: PanelGridProps<T>) {
  return (
    <div class={`panel-grid of-${kind}`}>
      {panels.map((panel, index) => {
        const { id, title } = panel;
        const moveTo = (to: number) => onMove({ from: index, to });
        const place: Place = { title, index, count: panels.length, moveTo };
        return (
          <PanelPlace.Provider key={id} value={place}>
            <InView title={title} onDrop={(to) => movePanel(place, to)}>
              <Boundary what={title}>{draw(panel, index)}</Boundary>
            </InView>
          </PanelPlace.Provider>
        );
      })}
    </div>
  );
}
