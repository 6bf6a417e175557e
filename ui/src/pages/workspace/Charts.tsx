import { lazy } from "~/components/lazy";
import type { ChartsProps } from "~/pages/workspace/ChartsPane";

/** The charts of the shown runs; the engine is on its way while the first runs are asked for. */
export const Charts = lazy<ChartsProps>(() => pane, "The charts");

const pane = import("~/pages/workspace/ChartsPane").then((part) => part.ChartsPane);
