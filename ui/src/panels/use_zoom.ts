/** The zoom that all charts of a screen share, and its way back. */
import { useMemo } from "preact/hooks";
import { type Zoom, ZoomHistory } from "~/charts/ZoomHistory";
import type { Range } from "~/series/levels";

export interface ZoomControls {
  readonly to: (range: Range) => void;
  readonly back: () => void;
  readonly forward: () => void;
  readonly reset: () => void;
}

/** `show` receives each new zoom and must keep its identity. */
export function useZoom(show: (zoom: Zoom) => void): ZoomControls {
  return useMemo(() => {
    const history = new ZoomHistory();
    return {
      to: (range) => show(history.push(range)),
      back: () => show(history.back()),
      forward: () => show(history.forward()),
      reset: () => show(history.push(null)),
    };
  }, [show]);
}
