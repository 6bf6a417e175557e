import { useMemo, useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { MOST_RUNS, type RunValues, useRunValues } from "~/data/run_values";
import { formatCount } from "~/lib/format";
import { isWide, type PanelSpec } from "~/panels/added";
import { metricOf } from "~/panels/fields";
import { BarList } from "~/panels/marks/BarList";
import { MarkTable } from "~/panels/marks/MarkTable";
import { type MarkData, markData } from "~/panels/marks/mark_data";
import { ParallelView } from "~/panels/marks/ParallelView";
import { ScatterView } from "~/panels/marks/ScatterView";
import { PanelFrame } from "~/panels/PanelFrame";
import type { RunGroup, ShownRun } from "~/panels/settings";

interface MarksPanelProps {
  readonly spec: PanelSpec;
  readonly title: string;
  /** Runs with curves, which keep their colours here. */
  readonly runs: readonly ShownRun[];
  readonly groups: readonly RunGroup[];
  readonly source: { readonly project: string; readonly query: string };
  readonly onRemove: () => void;
}

/** A panel in which each run that matches is one mark: scatter, parallel coordinates, bars. */
export function MarksPanel(props: MarksPanelProps) {
  const { spec, title, runs, source, onRemove } = props;
  const [asTable, setAsTable] = useState(false);
  const answer = useRunValues({ ...source, ...wantedOf(spec.fields) });
  const stamp = runs.map((run) => `${run.id} ${run.slot} ${run.label}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp is all that matters of the shown runs.
  const data = useMemo(
    () => (answer.data === undefined ? null : markData(answer.data.runs, spec.fields, runs)),
    [answer.data, spec, stamp],
  );
  const toggle = () => setAsTable(!asTable);
  return (
    <PanelFrame
      title={title}
      hint={spec.fields.join(", ")}
      note={<CountNote values={answer.data} />}
      tools={<IconButton name="Show as table" icon="table" pressed={asTable} onClick={toggle} />}
      onRemove={onRemove}
      wide={isWide(spec)}
    >
      {answer.error !== null && <p class="panel-note fail">{answer.error.message}</p>}
      {data !== null && data.marks.length === 0 && <p class="panel-note">No run matches</p>}
      {data !== null && data.marks.length > 0 && (
        <Marks {...{ spec, title, data }} groups={props.groups} project={source.project} />
      )}
      {data !== null && asTable && <MarkTable data={data} />}
    </PanelFrame>
  );
}

interface MarksProps {
  readonly spec: PanelSpec;
  readonly title: string;
  readonly data: MarkData;
  readonly groups: readonly RunGroup[];
  readonly project: string;
}

function Marks({ spec, title, data, groups, project }: MarksProps) {
  if (spec.kind === "bar") return <BarList data={data} groups={groups} />;
  if (spec.kind === "scatter") return <ScatterView {...{ title, data, project }} />;
  return <ParallelView {...{ title, data, project }} />;
}

function CountNote({ values }: { values: RunValues | undefined }) {
  if (values === undefined || values.total <= MOST_RUNS) return null;
  return (
    <span class="muted panel-count">
      newest {formatCount(MOST_RUNS)} of {formatCount(values.total)} runs
    </span>
  );
}

/** The keys behind column ids. A nested param is asked for by its whole name and by its root. */
function wantedOf(fields: readonly string[]) {
  const of = (kind: string) =>
    fields.filter((id) => id.startsWith(`${kind}.`)).map((id) => id.slice(kind.length + 1));
  return {
    params: of("param").flatMap((key) => [key, key.split(".")[0] ?? key]),
    tags: of("tag"),
    metrics: of("metric").map((text) => metricOf(text).key),
  };
}
