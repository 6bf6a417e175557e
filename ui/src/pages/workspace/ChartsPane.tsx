import { useMemo } from "preact/hooks";
import type { Zoom } from "~/charts/ZoomHistory";
import type { Shortcut } from "~/components/shortcuts";
import { type KeyCount, useKeys } from "~/data/projects";
import { search } from "~/lib/location";
import { SYSTEM_PREFIX } from "~/lib/system";
import { ShownNote } from "~/pages/workspace/ShownNote";
import { changeState, readState, type WorkspaceState } from "~/pages/workspace/state";
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
  /** How many runs match; null while nobody knows. */
  readonly total: number | null;
  readonly state: WorkspaceState;
  /** Groups that the table made; without them charts group by what their own menu says. */
  readonly groups?: readonly RunGroup[];
}

const NO_GROUPS: readonly RunGroup[] = [];
const NO_KEYS: readonly KeyCount[] = [];

const showZoom = (range: Zoom) => changeState({ range }, "step");

const findAll = () => changeState({ find: "" }, "one of many");

/** What one does once can be gone back from; sliders and typing pass through many states. */
function change(settings: Partial<ChartSettings>): void {
  changeState(settings, "panels" in settings || "places" in settings ? "step" : "one of many");
}

/** The charts of the shown runs. */
export function ChartsPane({ project, runs, total, state, groups: made }: ChartsProps) {
  const zoom = useZoom(showZoom);
  const controls = useMemo(() => ({ change, zoom: zoom.to, stepOut: zoom.back }), [zoom]);
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
      <ShownNote {...{ runs, total, state, groups }} />
      <PanelArea
        topic={`project:${project}`}
        runs={groups.length > 0 ? inColoursOf(groups, runs) : runs}
        groups={settings.grouping.centre === "each" ? NO_GROUPS : groups}
        settings={settings}
        controls={controls}
        wanted={wanted}
        folded={(section) => `${section}/`.startsWith(SYSTEM_PREFIX)}
        findAll={state.find === "" ? undefined : findAll}
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

/** Runs in the colours of their groups, for panels that draw each run by itself. */
function inColoursOf(groups: readonly RunGroup[], runs: readonly ShownRun[]): ShownRun[] {
  const slots = new Map(
    groups.flatMap(({ slot, runs: ids }) => ids.map((id) => [id, slot] as const)),
  );
  return runs.map((run) => ({ ...run, slot: slots.get(run.id) ?? run.slot }));
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
