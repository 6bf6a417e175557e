import { useCallback, useMemo, useRef } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Failure } from "~/components/Notice";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import { type KeyCount, type Run, useKeys } from "~/data/projects";
import type { Grid } from "~/grid/Grid";
import { formatCount } from "~/lib/format";
import type { IconName } from "~/lib/icons";
import { links, navigate, search } from "~/lib/location";
import { autoColumns } from "~/pages/workspace/auto_columns";
import { Charts } from "~/pages/workspace/Charts";
import { ColumnPicker } from "~/pages/workspace/ColumnPicker";
import { faultOf } from "~/pages/workspace/fault";
import { NoRuns } from "~/pages/workspace/NoRuns";
import { QueryBar, type QueryFault } from "~/pages/workspace/QueryBar";
import { RunsPane } from "~/pages/workspace/RunsPane";
import { Splitter } from "~/pages/workspace/Splitter";
import { changeState, type Layout, readState, type WorkspaceState } from "~/pages/workspace/state";
import { shownRuns, useRunList } from "~/pages/workspace/use_workspace";

const LAYOUTS: readonly { value: Layout; label: string; icon: IconName; key: string }[] = [
  { value: "table", label: "Table", icon: "table", key: "1" },
  { value: "split", label: "Table and charts", icon: "split", key: "2" },
  { value: "charts", label: "Charts", icon: "chart", key: "3" },
];

const NO_KEYS: readonly KeyCount[] = [];

/** The runs of a project: table, charts, or both; everything about the view is in the address. */
export function Workspace({ project }: { project: string }) {
  const state = readState(search.value);
  const { list, error } = useRunList(project, state.query, state.sort);
  const keys = useKeys(project).data ?? NO_KEYS;
  const grid = useRef<Grid<Run> | null>(null);
  const onGrid = useCallback((made: Grid<Run> | null) => {
    grid.current = made;
  }, []);
  const total = list.total.value;
  const fault = faultOf(error);
  // The version is read so that a page that arrives is drawn.
  const version = list.version.value;
  const hasRuns = total !== null && total > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: columns are chosen once, when the first runs are here, and must not jump with news or filters.
  const auto = useMemo(() => autoColumns(list.head(50)), [project, hasRuns]);
  const columns = state.columns ?? auto;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that runs of the same list changed.
  const runs = useMemo(
    () => shownRuns(project, list, state),
    [project, list, version, state.shown],
  );
  useWorkspaceKeys(project, list, grid);
  if (error !== null && fault === null && total === null) {
    return <Failure what="The runs" error={error} retry={() => list.reload()} />;
  }
  const empty = total === 0;
  return (
    <main class={`workspace ${state.layout}`}>
      <QueryRow state={state} keys={keys} columns={columns} total={total} fault={fault} />
      {empty && fault === null && <NoRuns query={state.query} project={project} />}
      {(!empty || fault !== null) && (
        <Splitter
          first={
            state.layout !== "charts" && (
              <RunsPane {...{ project, list, columns, runs, state, onGrid }} />
            )
          }
          second={state.layout !== "table" && <Charts {...{ project, runs, state }} />}
        />
      )}
    </main>
  );
}

interface QueryRowProps {
  readonly state: WorkspaceState;
  readonly keys: readonly KeyCount[];
  readonly columns: readonly string[];
  readonly total: number | null;
  readonly fault: QueryFault | null;
}

function QueryRow({ state, keys, columns, total, fault }: QueryRowProps) {
  const count = total === 1 ? "1 run" : `${formatCount(total ?? 0)} runs`;
  return (
    <div class="query-row">
      <QueryBar
        query={state.query}
        keys={keys}
        fault={fault}
        onQuery={(query) => changeState({ query }, "step")}
      />
      <span class="muted number" aria-live="polite">
        {total === null ? "" : count}
      </span>
      <ColumnPicker
        keys={keys}
        columns={columns}
        isAuto={state.columns === null}
        onChange={(next) => changeState({ columns: next }, "one of many")}
      />
      <LayoutButtons layout={state.layout} />
    </div>
  );
}

function LayoutButtons({ layout }: { layout: Layout }) {
  return (
    <fieldset class="layout-buttons" aria-label="Layout">
      {LAYOUTS.map((one) => (
        <IconButton
          key={one.value}
          name={`${one.label} (${one.key})`}
          icon={one.icon}
          pressed={layout === one.value}
          onClick={() => changeState({ layout: one.value }, "step")}
        />
      ))}
    </fieldset>
  );
}

function useWorkspaceKeys(
  project: string,
  list: { at(index: number): Run | undefined },
  grid: { readonly current: Grid<Run> | null },
): void {
  const shortcuts = useMemo<Shortcut[]>(() => {
    const move = (by: number) => () => grid.current?.activate(grid.current.activeRow + by);
    const press = (act: string) => () => grid.current?.press(act);
    const open = () => {
      const run = list.at(grid.current?.activeRow ?? -1);
      if (run !== undefined) navigate(links.run(project, run.id));
    };
    return [
      { key: "/", label: "Filter runs", run: () => document.getElementById("query")?.focus() },
      ...LAYOUTS.map((one) => ({
        key: one.key,
        label: one.label,
        run: () => changeState({ layout: one.value }, "step"),
      })),
      { key: "j", label: "Next run", run: move(1) },
      { key: "k", label: "Previous run", run: move(-1) },
      { key: "ArrowDown", label: "Next run", run: move(1) },
      { key: "ArrowUp", label: "Previous run", run: move(-1) },
      { key: "x", label: "Select run", run: press("select") },
      { key: " ", label: "Show or hide the curves of a run", run: press("eye") },
      { key: "Enter", label: "Open run", run: open },
    ];
  }, [project, list, grid]);
  useShortcuts(shortcuts);
}
