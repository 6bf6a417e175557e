import { useMemo, useState } from "preact/hooks";
import type { Zoom } from "~/charts/ZoomHistory";
import { Boundary } from "~/components/Boundary";
import { slotsOf } from "~/data/colours";
import type { Run } from "~/data/projects";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import type { Report } from "~/pages/run/report";
import { InView } from "~/panels/InView";
import { LinePanel } from "~/panels/line/LinePanel";
import type { ChartComments } from "~/panels/remarks";
import { type ChartSettings, PLAIN_SETTINGS, type RunGroup } from "~/panels/settings";
import { useZoom } from "~/panels/use_zoom";

/** Curves that are drawn: of the metrics that are judged worst. */
const DRAWN = 4;

/** What is said of a curve is said where the run's own charts are. */
const NO_REMARKS: ChartComments = { comments: [], mayComment: false };

const NO_GROUPS: readonly RunGroup[] = [];

interface ReportCurvesProps {
  readonly old: Run;
  readonly run: Run;
  readonly report: Report;
}

/** The curves of both runs over each other. */
export function ReportCurves({ old, run, report }: ReportCurvesProps) {
  const [settings, setSettings] = useState<ChartSettings>(PLAIN_SETTINGS);
  const change = useMemo(
    () => (next: Partial<ChartSettings>) => setSettings((now) => ({ ...now, ...next })),
    [],
  );
  const showZoom = useMemo(() => (range: Zoom) => change({ range }), [change]);
  const zoom = useZoom(showZoom);
  const controls = useMemo(() => ({ change, zoom: zoom.to, stepOut: zoom.back }), [change, zoom]);
  const keys = useMemo(() => {
    const curves = report.metrics.filter(({ key }) => (run.metrics[key]?.count ?? 0) > 1);
    return curves.slice(0, DRAWN).map(({ key }) => key);
  }, [report, run.metrics]);
  const shown = useMemo(() => {
    const slots = slotsOf(run.project, [old.id, run.id]);
    return [old, run].map((one, i) => ({
      id: one.id,
      label: i === 0 ? `${one.name} (repeated)` : `${one.name} (this run)`,
      slot: slots[i] ?? i,
      metrics: one.metrics,
      times: one,
    }));
  }, [old, run]);
  if (keys.length === 0) return null;
  return (
    <section class="block report-curves" aria-label="Curves of both runs">
      <header class="block-head">
        <h2>Curves</h2>
        <ul class="report-legend">
          {shown.map(({ id, label, slot }) => (
            <li key={id}>
              <i style={{ background: slotColour(slot, theme.value) }} />
              {label}
            </li>
          ))}
        </ul>
      </header>
      <div class="panel-grid of-line">
        {keys.map((key) => (
          <InView key={key} title={key}>
            <Boundary what={key}>
              <LinePanel
                title={key}
                keys={[key]}
                topic={`project:${run.project}`}
                runs={shown}
                groups={NO_GROUPS}
                settings={settings}
                controls={controls}
                query=""
                remarks={NO_REMARKS}
              />
            </Boundary>
          </InView>
        ))}
      </div>
    </section>
  );
}
