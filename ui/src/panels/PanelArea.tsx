import { useMemo, useState } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { lazy } from "~/components/lazy";
import { useChartComments } from "~/data/comments";
import { isTime } from "~/lib/series";
import { isWide, type PanelSpec, panelTitle } from "~/panels/added";
import { LinePanel } from "~/panels/line/LinePanel";
import { NoPanels } from "~/panels/NoPanels";
import { PanelGrid } from "~/panels/PanelGrid";
import { inOrder, moved, movedOrder } from "~/panels/panel_order";
import { moveSaid } from "~/panels/panel_place";
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

interface PanelSource {
  readonly project: string;
  readonly query: string;
  /** What files say of the query where it is too long to be read. */
  readonly said?: string;
}

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
  /** Drops a search of metrics; left out where there is none. */
  readonly findAll?: (() => void) | undefined;
  /** Where panels of all runs, shown or not, find them; without it there are no such panels. */
  readonly source?: PanelSource;
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
  const { settings, controls, runs, wanted } = given;
  const props = { ...given, remarks: useRemarks(given) };
  const sections = planSections(
    runs.map((run) => pick(run.metrics, wanted)),
    isTime(settings.axis),
  );
  const { count, most } = countPanels(sections, settings.panels);
  return (
    <div class={`panel-area ${sizeOf(count, most)}`} style={{ "--most": most }}>
      {settings.panels.length > 0 && (
        <Fold name="Added" count={settings.panels.length} open={true}>
          <PanelGrid
            kind="line"
            panels={addedPanels(settings.panels)}
            onMove={(move) => controls.change({ panels: moved(settings.panels, move) })}
            draw={({ spec }, i) => <Added spec={spec} index={i} {...props} />}
          />
        </Fold>
      )}
      {sections.map((section) => (
        <Section key={section.name} section={section} {...props} />
      ))}
      {count === 0 && <NoPanels runs={runs} findAll={given.findAll} />}
      <p class="sr-only" aria-live="polite">
        {moveSaid}
      </p>
      {remarkWish.value !== null && <RemarkDialog wish={remarkWish.value} />}
    </div>
  );
}

interface PanelCount {
  readonly count: number;
  /** Places that charts take in the section that has most; no section makes more columns. */
  readonly most: number;
}

function countPanels(sections: readonly SectionPlan[], added: readonly PanelSpec[]): PanelCount {
  const sizes = sections.map(({ panels }) => panels.length);
  const count = added.length + sizes.reduce((sum, size) => sum + size, 0);
  const places = added.length + added.filter(isWide).length;
  const ofLines = sections.filter(({ panels }) => panels[0]?.kind === "line");
  const most = Math.max(1, places, ...ofLines.map(({ panels }) => panels.length));
  return { count, most: count === 1 ? 1 : most };
}

/** Charts that are few are wide, so they are higher too: the class says how much. */
function sizeOf(count: number, most: number): string {
  if (count === 1) return "one single";
  return most === 1 ? "single" : most === 2 ? "double" : "";
}

/** Panels that somebody added, each with a name that stays when they change places. */
function addedPanels(specs: readonly PanelSpec[]) {
  const seen = new Map<string, number>();
  return specs.map((spec) => {
    const text = `${spec.kind} ${spec.title} ${spec.fields.join()}`;
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return { id: `${text} ${before}`, title: panelTitle(spec), spec };
  });
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
  const { settings, controls } = area;
  const kind = section.panels[0]?.kind ?? "line";
  const panels = inOrder(section.panels, settings.places);
  const open = !(folded?.(section.name) ?? false);
  return (
    <Fold name={section.name} count={section.panels.length} open={open}>
      <PanelGrid
        kind={kind}
        panels={panels.map((plan) => ({ id: plan.title, title: plan.title, plan }))}
        onMove={(move) => {
          const [natural, shown] = [section.panels, panels].map(titlesOf);
          controls.change({
            places: movedOrder(settings.places, natural ?? [], shown ?? [], move),
          });
        }}
        draw={({ plan }) => <Panel panel={plan} {...area} />}
      />
    </Fold>
  );
}

function titlesOf(panels: readonly PanelPlan[]): string[] {
  return panels.map((panel) => panel.title);
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
  return {
    topic,
    runs,
    groups,
    settings,
    controls,
    remarks,
    query: source?.said ?? source?.query ?? "",
  };
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
