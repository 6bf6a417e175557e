import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Run } from "~/data/projects";
import { deleteRuns, type RunList, tagRuns } from "~/data/run_list";
import type { Grid } from "~/grid/Grid";
import { links, navigate } from "~/lib/location";
import { BulkBar } from "~/pages/workspace/BulkBar";
import type { RowContext } from "~/pages/workspace/columns";
import { RunsTable, type TableEvents } from "~/pages/workspace/RunsTable";
import { changeState, type WorkspaceState } from "~/pages/workspace/state";
import { nextSort, parseSort } from "~/pages/workspace/use_workspace";
import type { ShownRun } from "~/panels/settings";

interface RunsPaneProps {
  readonly project: string;
  readonly list: RunList;
  readonly columns: readonly string[];
  /** The runs with curves. */
  readonly runs: readonly ShownRun[];
  readonly state: WorkspaceState;
  readonly onGrid: (grid: Grid<Run> | null) => void;
}

/** The table with what can be done in it: order, select, show curves, tag, delete. */
export function RunsPane({ project, list, columns, runs, state, onGrid }: RunsPaneProps) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: a selection belongs to one search.
  useEffect(() => setSelected(new Set()), [list]);
  const stamp = runs.map((run) => `${run.id}:${run.slot}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp holds all that cells use of the runs, which are new objects with each piece of news.
  const context = useMemo<RowContext>(() => {
    const slots = new Map(runs.map((run) => [run.id, run.slot]));
    return {
      slotOf: (run) => slots.get(run) ?? null,
      isSelected: (run) => selected.has(run),
      hrefOf: (run) => links.run(project, run.id),
    };
  }, [stamp, selected, project]);
  const sort = useMemo(() => parseSort(state.sort), [state.sort]);
  const act = (name: string, run: Run, event: Event) => {
    if (name === "select") setSelected(toggled(selected, run.id));
    else if (name === "eye") toggleEye(runs, run.id);
    else if (name === "open") openRun(project, run, event);
  };
  const events: TableEvents = {
    sorted: (column) => changeState({ sort: nextSort(state.sort, column) }, "step"),
    resized: (column, width) => setWidths({ ...widths, [column]: width }),
    acted: act,
  };
  const clear = useCallback(() => setSelected(new Set()), []);
  const ids = [...selected];
  const changing = async (work: Promise<void>) => {
    await work;
    list.reload();
    clear();
  };
  return (
    <section class="runs-pane" aria-label="Runs">
      <RunsTable {...{ list, columns, widths, sort, context, events, onGrid }} />
      {selected.size > 0 && (
        <BulkBar
          count={selected.size}
          onShow={() => changeState({ shown: { runs: ids } }, "step")}
          onCompare={() => navigate(links.compare(project, ids))}
          onTag={(key, value) => changing(tagRuns(ids, key, value))}
          onDelete={() => changing(deleteRuns(ids))}
          onClear={clear}
        />
      )}
    </section>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

function toggleEye(runs: readonly ShownRun[], id: string): void {
  const shown = toggled(new Set(runs.map((run) => run.id)), id);
  changeState({ shown: { runs: [...shown] } }, "one of many");
}

function openRun(project: string, run: Run, event: Event): void {
  const mouse = event instanceof MouseEvent ? event : null;
  if (mouse?.metaKey || mouse?.ctrlKey || mouse?.shiftKey) return;
  event.preventDefault();
  navigate(links.run(project, run.id));
}
