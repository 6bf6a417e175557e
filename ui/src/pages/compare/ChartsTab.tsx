import { useCallback, useMemo } from "preact/hooks";
import type { Zoom } from "~/charts/ZoomHistory";
import { Notice } from "~/components/Notice";
import type { Shortcut } from "~/components/shortcuts";
import { search } from "~/lib/location";
import { SYSTEM_PREFIX } from "~/lib/system";
import type { ComparedRun } from "~/pages/compare/columns";
import { type CompareState, changeState, readState } from "~/pages/compare/state";
import { ChartToolbar } from "~/panels/ChartToolbar";
import { finder } from "~/panels/find";
import { PanelArea } from "~/panels/PanelArea";
import { usePanelKeys } from "~/panels/panel_keys";
import { type ChartSettings, readSettings, writeSettings } from "~/panels/settings";
import { useZoom } from "~/panels/use_zoom";

interface ChartsTabProps {
  readonly project: string;
  readonly state: CompareState;
  readonly runs: readonly ComparedRun[];
}

/** The curves of the compared runs. */
export function ChartsTab({ project, state, runs }: ChartsTabProps) {
  const showZoom = useCallback((range: Zoom) => changeState({ range }, "step"), []);
  const zoom = useZoom(showZoom);
  const change = useCallback(
    (settings: Partial<ChartSettings>) => changeState(settings, "one of many"),
    [],
  );
  const controls = useMemo(() => ({ change, zoom: zoom.to, stepOut: zoom.back }), [change, zoom]);
  usePanelKeys(zoom, KEYS);
  const settings = useSettings(state);
  const wanted = useMemo(() => finder(state.find), [state.find]);
  const shown = useMemo(
    () =>
      runs.map(({ run, slot }) => ({
        ...{ id: run.id, label: run.name, slot },
        metrics: run.metrics,
      })),
    [runs],
  );
  if (shown.every((run) => Object.keys(run.metrics).length === 0)) {
    return (
      <Notice title="None of these runs has metrics">
        <p>run.log({"{…}"}) puts a curve here while a run goes on.</p>
      </Notice>
    );
  }
  const metrics = [...new Set(shown.flatMap((run) => Object.keys(run.metrics)))].sort();
  return (
    <section class="compare-charts" aria-label="Charts">
      <ChartToolbar
        settings={settings}
        metrics={metrics}
        onChange={change}
        zoom={zoom}
        find={state.find}
        onFind={(text) => changeState({ find: text }, "one of many")}
      />
      <PanelArea
        topic={`project:${project}`}
        runs={shown}
        settings={settings}
        controls={controls}
        wanted={wanted}
        folded={(section) => `${section}/`.startsWith(SYSTEM_PREFIX)}
      />
    </section>
  );
}

/** The settings with one identity until one of them changes: charts ask anew when it does. */
function useSettings(state: CompareState): ChartSettings {
  const query = new URLSearchParams();
  writeSettings(state, (name, value) => query.set(name, value));
  const stamp = query.toString();
  return useMemo(() => readSettings(new URLSearchParams(stamp)), [stamp]);
}

const flip = (name: "logY" | "clipOutliers") => () =>
  changeState({ [name]: !readState(search.peek())[name] }, "one of many");

const KEYS: readonly Shortcut[] = [
  { key: "y", label: "Logarithmic y axis", run: flip("logY") },
  { key: "o", label: "Clip outliers", run: flip("clipOutliers") },
];
