import { lazy } from "~/components/lazy";
import type { RunChartsProps } from "~/pages/run/RunChartsPane";

/** All charts of one run; the engine is fetched when somebody looks at one. */
export const RunCharts = lazy<RunChartsProps>(
  () => import("~/pages/run/RunChartsPane").then((part) => part.RunChartsPane),
  "The charts",
);
