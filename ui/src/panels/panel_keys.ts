/** Keys that all screens of charts have. */
import { useMemo } from "preact/hooks";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import { openExport, toggleFull, toggleLegend } from "~/panels/full";

interface ZoomKeys {
  readonly back: () => void;
  readonly forward: () => void;
  readonly reset: () => void;
}

const NONE: readonly Shortcut[] = [];

/** @param more keys of this screen alone; it must keep its identity. */
export function usePanelKeys(zoom: ZoomKeys, more: readonly Shortcut[] = NONE): void {
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { key: "[", label: "Zoom back", run: zoom.back },
      { key: "]", label: "Zoom forward", run: zoom.forward },
      { key: "0", label: "Show everything", run: zoom.reset },
      ...more,
      { key: "f", label: "Full screen of the panel under the pointer", run: () => toggleFull() },
      { key: "l", label: "Legend of the panel under the pointer", run: toggleLegend },
      { key: "e", label: "Export the panel under the pointer", run: openExport },
    ],
    [zoom, more],
  );
  useShortcuts(shortcuts);
}
