import { useState } from "preact/hooks";
import { Boundary } from "~/components/Boundary";
import { Icon } from "~/components/Icon";
import { InView } from "~/panels/InView";
import { LinePanel } from "~/panels/line/LinePanel";
import { type PanelPlan, planSections, type SectionPlan } from "~/panels/sections";
import type { ChartControls, ChartSettings, MetricFacts, ShownRun } from "~/panels/settings";
import { ValuePanel } from "~/panels/value/ValuePanel";

interface PanelAreaProps {
  readonly topic: string;
  readonly runs: readonly ShownRun[];
  readonly settings: ChartSettings;
  readonly controls: ChartControls;
  /** Which metrics get a panel. */
  readonly wanted: (key: string) => boolean;
  /** Sections that begin folded. */
  readonly folded?: (section: string) => boolean;
}

/** All panels of some runs, in sections. */
export function PanelArea(props: PanelAreaProps) {
  const sections = planSections(props.runs.map((run) => pick(run.metrics, props.wanted)));
  return (
    <div class="panel-area">
      {sections.map((section) => (
        <Section key={section.name} section={section} {...props} />
      ))}
    </div>
  );
}

function pick(
  metrics: Readonly<Record<string, MetricFacts>>,
  wanted: (key: string) => boolean,
): Record<string, MetricFacts> {
  return Object.fromEntries(Object.entries(metrics).filter(([key]) => wanted(key)));
}

function Section({ section, folded, ...area }: PanelAreaProps & { section: SectionPlan }) {
  const [open, setOpen] = useState(!(folded?.(section.name) ?? false));
  const kind = section.panels[0]?.kind ?? "line";
  return (
    <section class="panel-section">
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? "chevronDown" : "chevronRight"} />
          {section.name}
          <span class="count">{section.panels.length}</span>
        </button>
      </h2>
      {open && (
        <div class={`panel-grid of-${kind}`}>
          {section.panels.map((panel) => (
            <InView key={panel.title}>
              <Boundary what={panel.title}>
                <Panel panel={panel} {...area} />
              </Boundary>
            </InView>
          ))}
        </div>
      )}
    </section>
  );
}

function Panel({ panel, ...area }: Omit<PanelAreaProps, "folded"> & { panel: PanelPlan }) {
  const { topic, runs, settings, controls } = area;
  if (panel.kind === "value") {
    return <ValuePanel title={panel.title} runs={runs} metric={panel.keys[0] ?? panel.title} />;
  }
  return (
    <LinePanel title={panel.title} keys={panel.keys} {...{ topic, runs, settings, controls }} />
  );
}
