import { useMemo, useState } from "preact/hooks";
import { Boundary } from "~/components/Boundary";
import { Icon } from "~/components/Icon";
import { lazy } from "~/components/lazy";
import { useChartComments } from "~/data/comments";
import { isTime } from "~/lib/series";
import { type PanelSpec, panelTitle } from "~/panels/added";
import { InView } from "~/panels/InView";
import { LinePanel } from "~/panels/line/LinePanel";
import { type ChartComments, remarkWish } from "~/panels/remarks";
import { type PanelPlan, planSections, type SectionPlan } from "~/panels/sections";
import type {
  ChartControls,
  ChartSettings,
  MetricFacts,
  RunGroup,
  ShownRun,
} from "~/panels/settings";
import { ValuePanel } from "~/panels/value/ValuePanel";

interface PanelAreaProps {
  readonly topic: string;
  readonly runs: readonly ShownRun[];
  /** Given, each group is one line with a band. */
  readonly groups?: readonly RunGroup[];
  readonly settings: ChartSettings;
  readonly controls: ChartControls;
  /** Which metrics get a panel. */
  readonly wanted: (key: string) => boolean;
  /** Sections that begin folded. */
  readonly folded?: (section: string) => boolean;
  /** Where panels of all runs, shown or not, find them; without it there are no such panels. */
  readonly source?: { readonly project: string; readonly query: string };
}

const MarksPanel = lazy(
  () => import("~/panels/marks/MarksPanel").then((part) => part.MarksPanel),
  "The panel",
);

const RemarkDialog = lazy(
  () => import("~/panels/RemarkDialog").then((part) => part.RemarkDialog),
  "The comments",
);

/** All panels of some runs, in sections; those that somebody added come first. */
export function PanelArea(given: PanelAreaProps) {
  const { settings, runs, wanted } = given;
  const props = { ...given, remarks: useRemarks(given) };
  const sections = planSections(
    runs.map((run) => pick(run.metrics, wanted)),
    isTime(settings.axis),
  );
  return (
    <div class="panel-area">
      {settings.panels.length > 0 && (
        <Fold name="Added" count={settings.panels.length} open={true}>
          <div class="panel-grid of-line">
            {settings.panels.map((spec, i) => (
              <InView key={`${i} ${spec.kind} ${spec.fields.join()}`} title={panelTitle(spec)}>
                <Boundary what={panelTitle(spec)}>
                  <Added spec={spec} index={i} {...props} />
                </Boundary>
              </InView>
            ))}
          </div>
        </Fold>
      )}
      {sections.map((section) => (
        <Section key={section.name} section={section} {...props} />
      ))}
      {remarkWish.value !== null && <RemarkDialog wish={remarkWish.value} />}
    </div>
  );
}

type AreaProps = PanelAreaProps & { readonly remarks: ChartComments };

function useRemarks({ topic, runs }: PanelAreaProps): ChartComments {
  const answer = useChartComments(
    topic,
    runs.map((run) => run.id),
  ).data;
  return useMemo(
    () => ({ comments: answer?.comments ?? [], mayComment: answer?.may_comment ?? false }),
    [answer],
  );
}

function pick(
  metrics: Readonly<Record<string, MetricFacts>>,
  wanted: (key: string) => boolean,
): Record<string, MetricFacts> {
  return Object.fromEntries(Object.entries(metrics).filter(([key]) => wanted(key)));
}

interface FoldProps {
  readonly name: string;
  readonly count: number;
  readonly open: boolean;
  readonly children: preact.ComponentChildren;
}

function Fold({ name, count, open: first, children }: FoldProps) {
  const [open, setOpen] = useState(first);
  return (
    <section class="panel-section">
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? "chevronDown" : "chevronRight"} />
          {name}
          <span class="count">{count}</span>
        </button>
      </h2>
      {open && children}
    </section>
  );
}

function Section({ section, folded, ...area }: AreaProps & { section: SectionPlan }) {
  const kind = section.panels[0]?.kind ?? "line";
  const open = !(folded?.(section.name) ?? false);
  return (
    <Fold name={section.name} count={section.panels.length} open={open}>
      <div class={`panel-grid of-${kind}`}>
        {section.panels.map((panel) => (
          <InView key={panel.title} title={panel.title}>
            <Boundary what={panel.title}>
              <Panel panel={panel} {...area} />
            </Boundary>
          </InView>
        ))}
      </div>
    </Fold>
  );
}

function Panel({ panel, ...area }: Omit<AreaProps, "folded"> & { panel: PanelPlan }) {
  const { runs } = area;
  if (panel.kind === "value") {
    return <ValuePanel title={panel.title} runs={runs} metric={panel.keys[0] ?? panel.title} />;
  }
  return <LinePanel title={panel.title} keys={panel.keys} {...lineProps(area)} />;
}

function lineProps(area: AreaProps) {
  const { topic, runs, groups = [], settings, controls, source, remarks } = area;
  return { topic, runs, groups, settings, controls, remarks, query: source?.query ?? "" };
}

function Added({ spec, index, ...area }: AreaProps & { spec: PanelSpec; index: number }) {
  const { settings, controls, runs, groups = [], source } = area;
  const onRemove = () => controls.change({ panels: settings.panels.toSpliced(index, 1) });
  const title = panelTitle(spec);
  if (spec.kind === "line") {
    return <LinePanel {...{ title, onRemove }} keys={spec.fields} {...lineProps(area)} />;
  }
  if (source === undefined) return null;
  return <MarksPanel {...{ spec, title, runs, groups, source, onRemove }} />;
}
