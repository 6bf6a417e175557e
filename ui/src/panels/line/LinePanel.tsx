import { useMemo, useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import { LineView } from "~/panels/line/LineView";
import { dashOf, type PanelSeries, panelSeries } from "~/panels/line/lines";
import type { ChartControls, ChartSettings, ShownRun } from "~/panels/settings";

interface LinePanelProps {
  readonly title: string;
  readonly topic: string;
  readonly runs: readonly ShownRun[];
  readonly keys: readonly string[];
  readonly settings: ChartSettings;
  readonly controls: ChartControls;
}

/** Curves of one metric, or of one metric on several data, in all shown runs. */
export function LinePanel({ title, topic, runs, keys, settings, controls }: LinePanelProps) {
  const [asTable, setAsTable] = useState(false);
  const [large, setLarge] = useState(false);
  const [ownLog, setOwnLog] = useState<boolean | null>(null);
  const stamp = runs
    .map((run) => `${run.id} ${run.label} ${run.slot} ${held(run, keys)}`)
    .join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp is all that matters of the runs, which are new objects with each piece of news.
  const series = useMemo(() => panelSeries(runs, keys), [stamp, keys.join("\t")]);
  const logY = ownLog ?? settings.logY;
  return (
    <section class={large ? "panel large" : "panel"} aria-label={title}>
      <header class="panel-head">
        <h3 title={keys.join(", ")}>{title}</h3>
        {keys.length > 1 && <KeyLegend keys={keys} series={series} single={runs.length === 1} />}
        <div class="panel-tools">
          <button
            type="button"
            class="tiny-button"
            aria-pressed={logY}
            title="Logarithmic y axis"
            onClick={() => setOwnLog(!logY)}
          >
            log
          </button>
          <IconButton
            name="Show as table"
            icon="table"
            pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          />
          <IconButton
            name={large ? "Smaller" : "Larger"}
            icon="expand"
            pressed={large}
            onClick={() => setLarge(!large)}
          />
        </div>
      </header>
      <div class="panel-body">
        <LineView {...{ title, topic, series, settings, controls, logY, asTable }} />
      </div>
    </section>
  );
}

function held(run: ShownRun, keys: readonly string[]): string {
  return keys.map((key) => (run.metrics[key] === undefined ? "-" : "+")).join("");
}

interface KeyLegendProps {
  readonly keys: readonly string[];
  readonly series: readonly PanelSeries[];
  readonly single: boolean;
}

/** Tells the metrics of a panel apart: by colour for one run, by dash for several. */
function KeyLegend({ keys, series, single }: KeyLegendProps) {
  return (
    <span class="key-legend">
      {keys.map((key, i) => (
        <span key={key}>
          <svg viewBox="0 0 18 4" aria-hidden="true">
            <path
              d="M0 2h18"
              stroke={single ? slotColour(series[i]?.slot ?? 0, theme.value) : "currentColor"}
              stroke-dasharray={single ? "" : dashOf(i).join(" ")}
            />
          </svg>
          {shortKey(key, keys)}
        </span>
      ))}
    </span>
  );
}

/** The parts of a key that the others do not have. */
function shortKey(key: string, keys: readonly string[]): string {
  const others = keys.filter((other) => other !== key).map((other) => other.split(/[/_]/));
  const own = key.split(/[/_]/).filter((part) => !others.every((other) => other.includes(part)));
  return own.join(" ") || key;
}
