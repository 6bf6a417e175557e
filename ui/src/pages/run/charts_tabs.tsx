import type { Run } from "~/data/projects";
import { RunCharts } from "~/pages/run/RunCharts";

/** Curves of what was logged. */
export function ChartsTab({ run }: { run: Run }) {
  return <RunCharts run={run} part="metrics" />;
}

/** Curves of what the machine did meanwhile. */
export function SystemTab({ run }: { run: Run }) {
  return <RunCharts run={run} part="system" />;
}
