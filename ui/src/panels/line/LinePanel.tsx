import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Spot } from "~/charts/Line";
import { IconButton } from "~/components/Button";
import type { Comment } from "~/data/comments";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import { fullPanel, turnedLegends } from "~/panels/full";
import { ExportMenu } from "~/panels/line/ExportMenu";
import type { Exportable } from "~/panels/line/export";
import { LineView } from "~/panels/line/LineView";
import { dashOf, type PanelSeries, panelGroups, panelSeries } from "~/panels/line/lines";
import { RemarkList } from "~/panels/line/RemarkList";
import { PanelFrame } from "~/panels/PanelFrame";
import { type ChartComments, openRemarks, remarksOn } from "~/panels/remarks";
import type { ChartControls, ChartSettings, RunGroup, ShownRun } from "~/panels/settings";

interface LinePanelProps {
  readonly title: string;
  readonly topic: string;
  readonly runs: readonly ShownRun[];
  /** Given, each group is one line with a band. */
  readonly groups: readonly RunGroup[];
  readonly keys: readonly string[];
  readonly settings: ChartSettings;
  readonly controls: ChartControls;
  /** What the runs were found by, for exported files. */
  readonly query: string;
  readonly remarks: ChartComments;
  readonly onRemove?: (() => void) | undefined;
}

/** Curves of one metric, or of one metric on several data, in all shown runs. */
export function LinePanel(props: LinePanelProps) {
  const { title, topic, runs, keys, settings, controls, query } = props;
  const [asTable, setAsTable] = useState(false);
  const [ownLog, setOwnLog] = useState<boolean | null>(null);
  const stamp = runs
    .map((run) => `${run.id} ${run.label} ${run.slot} ${held(run, keys)}`)
    .join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp is all that matters of the runs, which are new objects with each piece of news.
  const series = useMemo(() => panelSeries(runs, keys), [stamp, keys.join("\t")]);
  const groupStamp = JSON.stringify(props.groups);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above, for groups.
  const groups = useMemo(() => panelGroups(props.groups, series, keys), [groupStamp, series]);
  const logY = ownLog ?? settings.logY;
  // In full screen there is room for it; elsewhere it is there when it is asked for.
  const legend = (fullPanel.value === title) !== turnedLegends.value.has(title);
  const exported = useRef<Exportable | null>(null);
  const { said, spot, remark } = useRemarks(props);
  return (
    <PanelFrame
      title={title}
      hint={keys.join(", ")}
      onRemove={props.onRemove}
      note={
        <>
          {keys.length > 1 && <KeyLegend keys={keys} series={series} single={runs.length === 1} />}
          <RemarkList said={said} runs={runs} open={() => openFirst(props, said)} />
        </>
      }
      tools={
        <LineTools {...{ title, logY, asTable, exported }} onLog={setOwnLog} onTable={setAsTable}>
          <RemarkButton onSteps={settings.axis === "step"} spot={spot} remark={remark} />
        </LineTools>
      }
    >
      <LineView
        {...{
          title,
          topic,
          series,
          groups,
          settings,
          controls,
          logY,
          asTable,
          query,
          legend,
          exported,
          spot,
          remark,
          said,
        }}
      />
    </PanelFrame>
  );
}

/** The comments on a panel, and what writes one more. */
function useRemarks({ title, keys, runs, settings, remarks }: LinePanelProps) {
  const spot = useRef<() => Spot | null>(() => null);
  const said = useMemo(() => remarksOn(remarks, keys, runs), [remarks, keys, runs]);
  const onSteps = settings.axis === "step";
  const open = (at: Spot | null) => openRemarks({ title, keys, runs }, at, onSteps);
  return { said, spot, remark: remarks.mayComment ? open : null };
}

/** Opens the comments at the first place that has one. */
function openFirst({ title, keys, runs }: LinePanelProps, said: readonly Comment[]): void {
  const [first] = said;
  const spot = first?.run ? { x: first.step ?? 0, run: first.run } : null;
  openRemarks({ title, keys, runs }, spot, first !== undefined && first.step !== null);
}

interface RemarkButtonProps {
  readonly onSteps: boolean;
  readonly spot: { readonly current: () => Spot | null };
  readonly remark: ((spot: Spot | null) => void) | null;
}

function RemarkButton({ onSteps, spot, remark }: RemarkButtonProps) {
  if (remark === null) return null;
  const name = onSteps ? "Comment at this step" : "Comment on this chart";
  return <IconButton name={name} icon="comment" onClick={() => remark(spot.current())} />;
}

interface LineToolsProps {
  readonly title: string;
  readonly logY: boolean;
  readonly asTable: boolean;
  readonly exported: { readonly current: Exportable | null };
  readonly onLog: (on: boolean) => void;
  readonly onTable: (on: boolean) => void;
  readonly children: ComponentChildren;
}

function LineTools(props: LineToolsProps) {
  const { title, logY, asTable, exported, onLog, onTable } = props;
  return (
    <>
      <button
        type="button"
        class="tiny-button"
        aria-pressed={logY}
        title="Logarithmic y axis"
        onClick={() => onLog(!logY)}
      >
        log
      </button>
      <IconButton
        name="Show as table"
        icon="table"
        pressed={asTable}
        onClick={() => onTable(!asTable)}
      />
      {props.children}
      <ExportMenu title={title} what={exported} />
    </>
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
