import { useMemo, useState } from "preact/hooks";
import type { Zoom } from "~/charts/ZoomHistory";
import { Notice } from "~/components/Notice";
import { slotsOf } from "~/data/colours";
import type { Run } from "~/data/projects";
import { SYSTEM_PREFIX } from "~/lib/system";
import { ChartToolbar } from "~/panels/ChartToolbar";
import { finder } from "~/panels/find";
import { PanelArea } from "~/panels/PanelArea";
import { usePanelKeys } from "~/panels/panel_keys";
import { type ChartSettings, PLAIN_SETTINGS } from "~/panels/settings";
import { useZoom } from "~/panels/use_zoom";

export interface RunChartsProps {
  readonly run: Run;
  /** What was logged, or what the machine did meanwhile. */
  readonly part: "metrics" | "system";
}

/** All charts of one run. */
export function RunChartsPane({ run, part }: RunChartsProps) {
  const isSystem = part === "system";
  const [settings, setSettings] = useState<ChartSettings>({
    ...PLAIN_SETTINGS,
    axis: isSystem ? "relative" : "step",
  });
  const [find, setFind] = useState("");
  const change = useMemo(
    () => (next: Partial<ChartSettings>) => setSettings((now) => ({ ...now, ...next })),
    [],
  );
  const showZoom = useMemo(() => (range: Zoom) => change({ range }), [change]);
  const zoom = useZoom(showZoom);
  usePanelKeys(zoom);
  const controls = useMemo(() => ({ change, zoom: zoom.to, stepOut: zoom.back }), [change, zoom]);
  const found = useMemo(() => finder(find), [find]);
  const wanted = (key: string) => key.startsWith(SYSTEM_PREFIX) === isSystem && found(key);
  const [slot] = slotsOf(run.project, [run.id]);
  const shown = { id: run.id, label: run.name, slot: slot ?? 0, metrics: run.metrics, times: run };
  if (!Object.keys(run.metrics).some((key) => key.startsWith(SYSTEM_PREFIX) === isSystem)) {
    return <Nothing isSystem={isSystem} />;
  }
  return (
    <>
      <ChartToolbar
        settings={settings}
        onChange={change}
        zoom={zoom}
        find={find}
        onFind={setFind}
        metrics={Object.keys(run.metrics)}
      />
      <PanelArea
        topic={`run:${run.id}`}
        runs={[shown]}
        {...{ settings, controls, wanted }}
        findAll={find === "" ? undefined : () => setFind("")}
      />
    </>
  );
}

function Nothing({ isSystem }: { isSystem: boolean }) {
  return (
    <Notice title={isSystem ? "No system metrics" : "No metrics"}>
      <p>
        {isSystem
          ? "CPU, memory, disk, network and GPU are recorded while a run is open."
          : "run.log({…}) puts a curve here while the run goes on."}
      </p>
    </Notice>
  );
}
