import { useMemo } from "preact/hooks";
import type { Zoom } from "~/charts/ZoomHistory";
import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";
import type { Shortcut } from "~/components/shortcuts";
import type { Run } from "~/data/compare";
import { search } from "~/lib/location";
import { SYSTEM_PREFIX } from "~/lib/system";
import type { ComparedRun } from "~/pages/compare/columns";
import { type CompareState, changeState, readState } from "~/pages/compare/state";
import { suggestedPanel } from "~/pages/compare/suggested";
import type { PanelSpec } from "~/panels/added";
import { ChartToolbar } from "~/panels/ChartToolbar";
import { finder } from "~/panels/find";
import { PanelArea } from "~/panels/PanelArea";
import { usePanelKeys } from "~/panels/panel_keys";
import { type ChartSettings, readSettings, writeSettings } from "~/panels/settings";
import { AddPanel } from "~/panels/toolbar/AddPanel";
import { useZoom } from "~/panels/use_zoom";

interface ChartsTabProps {
  readonly project: string;
  readonly state: CompareState;
  readonly runs: readonly ComparedRun[];
}

const showZoom = (range: Zoom) => changeState({ range }, "step");

const findAll = () => changeState({ find: "" }, "one of many");

/** What one does once can be gone back from; sliders and typing pass through many states. */
function change(settings: Partial<ChartSettings>): void {
  changeState(settings, "panels" in settings || "places" in settings ? "step" : "one of many");
}

/** The curves of the compared runs. */
export function ChartsTab({ project, state, runs }: ChartsTabProps) {
  const zoom = useZoom(showZoom);
  const controls = useMemo(() => ({ change, zoom: zoom.to, stepOut: zoom.back }), [zoom]);
  usePanelKeys(zoom, KEYS);
  const settings = useSettings(state);
  const wanted = useMemo(() => finder(state.find), [state.find]);
  const shown = useMemo(
    () =>
      runs.map(({ run, slot }) => ({
        ...{ id: run.id, label: run.name, slot },
        metrics: run.metrics,
        times: run,
      })),
    [runs],
  );
  const ids = shown.map((run) => `'${run.id}'`).join(", ");
  const said = `id in (the ${shown.length} compared runs)`;
  const source = useMemo(() => ({ project, query: `id in (${ids})`, said }), [project, ids, said]);
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
      >
        <Panels {...{ runs, metrics, settings }} />
      </ChartToolbar>
      <PanelArea
        topic={`project:${project}`}
        runs={shown}
        settings={settings}
        controls={controls}
        wanted={wanted}
        folded={(section) => `${section}/`.startsWith(SYSTEM_PREFIX)}
        findAll={state.find === "" ? undefined : findAll}
        source={source}
      />
    </section>
  );
}

interface PanelsProps {
  readonly runs: readonly ComparedRun[];
  readonly metrics: readonly string[];
  readonly settings: ChartSettings;
}

/** Panels of one's own; the one that a comparison wants most is a click away. */
function Panels({ runs, metrics, settings: { panels } }: PanelsProps) {
  const all = useMemo(() => runs.map(({ run }) => run), [runs]);
  const suggested = useMemo(() => suggestedPanel(all), [all]);
  const fields = useMemo(() => fieldsOf(all), [all]);
  const add = (panel: PanelSpec) => changeState({ panels: [panel, ...panels] }, "step");
  return (
    <>
      {suggested !== null && panels.length === 0 && (
        <Button onClick={() => add(suggested)}>Params in parallel</Button>
      )}
      <AddPanel {...{ metrics, fields }} onAdd={add} />
    </>
  );
}

/** Columns that these runs have, as panels name them. */
function fieldsOf(runs: readonly Run[]): string[] {
  const ids = runs.flatMap(({ params, tags }) => [
    ...Object.keys(params).map((key) => `param.${key}`),
    ...Object.keys(tags).map((key) => `tag.${key}`),
  ]);
  return [...new Set(ids)].sort();
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
