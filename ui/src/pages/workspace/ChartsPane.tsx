import { useCallback, useMemo } from "preact/hooks";
import type { Zoom } from "~/charts/ZoomHistory";
import type { Shortcut } from "~/components/shortcuts";
import { type KeyCount, useKeys } from "~/data/projects";
import { formatCount } from "~/lib/format";
import { search } from "~/lib/location";
import { SYSTEM_PREFIX } from "~/lib/system";
import { changeState, DEFAULT_TOP, readState, type WorkspaceState } from "~/pages/workspace/state";
import { ChartToolbar } from "~/panels/ChartToolbar";
import { finder } from "~/panels/find";
import { groupsOf } from "~/panels/groups";
import { PanelArea } from "~/panels/PanelArea";
import { usePanelKeys } from "~/panels/panel_keys";
import type { ChartSettings, RunGroup, ShownRun } from "~/panels/settings";
import { AddPanel } from "~/panels/toolbar/AddPanel";
import { GroupMenu } from "~/panels/toolbar/GroupMenu";
import { useZoom } from "~/panels/use_zoom";

export interface ChartsProps {
  readonly project: string;
  readonly runs: readonly ShownRun[];
  readonly state: WorkspaceState;
  /** Groups that the table made; without them charts group by what their own menu says. */
  readonly groups?: readonly RunGroup[];
}

const NO_KEYS: readonly KeyCount[] = [];

/** The charts of the shown runs. */
export function ChartsPane({ project, runs, state, groups: made }: ChartsProps) {
  const showZoom = useCallback((range: Zoom) => changeState({ range }, "step"), []);
  const zoom = useZoom(showZoom);
  const change = useCallback(
    (settings: Partial<ChartSettings>) =>
      changeState(settings, "panels" in settings || "places" in settings ? "step" : "one of many"),
    [],
  );
  const controls = useMemo(() => ({ change, zoom: zoom.to, stepOut: zoom.back }), [change, zoom]);
  usePanelKeys(zoom, KEYS);
  const settings = useSettings(state);
  const keys = useKeys(project).data ?? NO_KEYS;
  const names = useMemo(() => namesOf(keys), [keys]);
  const wanted = useMemo(() => finder(state.find), [state.find]);
  const groups = made ?? groupsOf(runs, settings.groupBy);
  return (
    <section class="charts-pane" aria-label="Charts">
      <ChartToolbar
        settings={settings}
        onChange={change}
        zoom={zoom}
        find={state.find}
        onFind={(text) => changeState({ find: text }, "one of many")}
        metrics={names.metrics}
        grouped={groups.length > 0}
      >
        {made === undefined && (
          <GroupMenu
            fields={names.fields}
            groupBy={settings.groupBy}
            onChange={(groupBy) => change({ groupBy })}
          />
        )}
        <AddPanel {...names} onAdd={(panel) => change({ panels: [panel, ...settings.panels] })} />
      </ChartToolbar>
      <ShownNote runs={runs} state={state} />
      <PanelArea
        topic={`project:${project}`}
        runs={runs}
        groups={groups}
        settings={settings}
        controls={controls}
        wanted={wanted}
        folded={(section) => `${section}/`.startsWith(SYSTEM_PREFIX)}
        source={{ project, query: state.query }}
      />
    </section>
  );
}

/** The settings with one identity until one of them changes: charts ask anew when it does. */
function useSettings(state: WorkspaceState): ChartSettings {
  const { axis, logX, smoother, halfLife, logY, clipOutliers } = state;
  const { range, groupBy, grouping, panels, places } = state;
  const plain = { logX, smoother, halfLife, logY, clipOutliers };
  const stamp = JSON.stringify({ axis, range, groupBy, grouping, panels, places, ...plain });
  return useMemo(() => JSON.parse(stamp) as ChartSettings, [stamp]);
}

function namesOf(keys: readonly KeyCount[]): { metrics: string[]; fields: string[] } {
  const metrics = keys.filter((key) => key.kind === "metric").map((key) => key.key);
  const fields = keys.filter((key) => key.kind !== "metric").map((key) => `${key.kind}.${key.key}`);
  return { metrics, fields };
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

const flip = (name: "logY" | "clipOutliers") => () =>
  changeState({ [name]: !readState(search.peek())[name] }, "one of many");

const KEYS: readonly Shortcut[] = [
  { key: "y", label: "Logarithmic y axis", run: flip("logY") },
  { key: "o", label: "Clip outliers", run: flip("clipOutliers") },
  { key: "s", label: "Smoothing (arrows change it)", run: focusSmoothing },
];

function focusSmoothing(): void {
  document.querySelector<HTMLElement>(".smoothing input")?.focus();
}
