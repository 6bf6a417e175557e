import { Notice } from "~/components/Notice";
import { Snippet } from "~/components/Snippet";
import type { ShownRun } from "~/panels/settings";

interface NoPanelsProps {
  readonly runs: readonly ShownRun[];
  /** Drops what was searched; left out where nothing was. */
  readonly findAll: (() => void) | undefined;
}

/** Why there is no panel at all. */
export function NoPanels({ runs, findAll }: NoPanelsProps) {
  // Until the runs are here nobody knows.
  if (runs.length === 0) return null;
  const hasMetrics = runs.some((run) => Object.keys(run.metrics).length > 0);
  if (hasMetrics && findAll !== undefined) {
    return (
      <Notice title="No metric has this in its name">
        <button type="button" class="button plain" onClick={findAll}>
          Show all metrics
        </button>
      </Notice>
    );
  }
  return (
    <Notice
      title={runs.length === 1 ? "This run has no metrics" : "None of these runs has metrics"}
    >
      <p>A curve stands here as soon as the first point is logged.</p>
      <Snippet code={'run.log({"loss": 0.5}, step=0)'} />
    </Notice>
  );
}
