import { useCallback, useMemo } from "preact/hooks";
import type { Zoom } from "~/charts/ZoomHistory";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import { formatCount } from "~/lib/format";
import { search } from "~/lib/location";
import { changeState, DEFAULT_TOP, readState, type WorkspaceState } from "~/pages/workspace/state";
import { ChartToolbar } from "~/panels/ChartToolbar";
import { PanelArea } from "~/panels/PanelArea";
import { SYSTEM_PREFIX } from "~/panels/sections";
import type { ChartSettings, ShownRun } from "~/panels/settings";
import { useZoom } from "~/panels/use_zoom";

interface ChartsProps {
  readonly project: string;
  readonly runs: readonly ShownRun[];
  readonly state: WorkspaceState;
}

/** The charts of the shown runs. */
export function Charts({ project, runs, state }: ChartsProps) {
  const showZoom = useCallback((range: Zoom) => changeState({ range }, "step"), []);
  const zoom = useZoom(showZoom);
  const change = useCallback(
    (settings: Partial<ChartSettings>) => changeState(settings, "one of many"),
    [],
  );
  const controls = useMemo(() => ({ change, zoom: zoom.to, stepOut: zoom.back }), [change, zoom]);
  useChartKeys(zoom);
  const find = state.find.toLowerCase();
  const { axis, halfLife, logY, clipOutliers } = state;
  const { from, to } = state.range ?? {};
  const settings = useMemo<ChartSettings>(() => {
    const range = from === undefined || to === undefined ? null : { from, to };
    return { axis, halfLife, logY, clipOutliers, range };
  }, [axis, halfLife, logY, clipOutliers, from, to]);
  return (
    <section class="charts-pane" aria-label="Charts">
      <ChartToolbar
        settings={settings}
        onChange={change}
        zoom={zoom}
        find={state.find}
        onFind={(text) => changeState({ find: text }, "one of many")}
      />
      <ShownNote runs={runs} state={state} />
      <PanelArea
        topic={`project:${project}`}
        runs={runs}
        settings={settings}
        controls={controls}
        wanted={(key) => key.toLowerCase().includes(find)}
        folded={(section) => `${section}/`.startsWith(SYSTEM_PREFIX)}
      />
    </section>
  );
}

/** Says which runs have curves, since it is not all of them. */
function ShownNote({ runs, state }: { runs: readonly ShownRun[]; state: WorkspaceState }) {
  const chosen = "runs" in state.shown;
  const back = () => changeState({ shown: { top: DEFAULT_TOP } }, "step");
  return (
    <p class="shown-note">
      {chosen
        ? `Curves of ${formatCount(runs.length)} chosen runs`
        : `Curves of the first ${formatCount(runs.length)}`}
      {chosen && (
        <button type="button" class="link" onClick={back}>
          Show the first {DEFAULT_TOP}
        </button>
      )}
    </p>
  );
}

function useChartKeys(zoom: { back: () => void; forward: () => void; reset: () => void }): void {
  const shortcuts = useMemo<Shortcut[]>(() => {
    const flip = (name: "logY" | "clipOutliers") => () =>
      changeState({ [name]: !readState(search.peek())[name] }, "one of many");
    return [
      { key: "[", label: "Zoom back", run: zoom.back },
      { key: "]", label: "Zoom forward", run: zoom.forward },
      { key: "0", label: "Show everything", run: zoom.reset },
      { key: "y", label: "Logarithmic y axis", run: flip("logY") },
      { key: "o", label: "Clip outliers", run: flip("clipOutliers") },
    ];
  }, [zoom]);
  useShortcuts(shortcuts);
}
