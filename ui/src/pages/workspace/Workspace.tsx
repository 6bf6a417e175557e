import { useMemo } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { lazy } from "~/components/lazy";
import { Failure, Skeleton } from "~/components/Notice";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import { addressState } from "~/data/addresses";
import { type KeyCount, useKeys } from "~/data/projects";
import { formatCount } from "~/lib/format";
import type { IconName } from "~/lib/icons";
import { search } from "~/lib/location";
import { isNarrow } from "~/lib/narrow";
import { theme } from "~/lib/theme";
import { Charts } from "~/pages/workspace/Charts";
import { faultOf } from "~/pages/workspace/fault";
import { useViewHistory } from "~/pages/workspace/history";
import { QueryBar, type QueryFault } from "~/pages/workspace/QueryBar";
import { RunsPane } from "~/pages/workspace/RunsPane";
import { Splitter } from "~/pages/workspace/Splitter";
import { groupsOf, useShownRuns } from "~/pages/workspace/shown_runs";
import { changeState, type Layout, readState, type WorkspaceState } from "~/pages/workspace/state";
import { Columns, Groups } from "~/pages/workspace/TableTools";
import { useColumns } from "~/pages/workspace/use_columns";
import { useGroups } from "~/pages/workspace/use_workspace";
import { ViewTabs } from "~/pages/workspace/ViewTabs";

const NoRuns = lazy(async () => (await import("~/pages/workspace/NoRuns")).NoRuns);

const LAYOUTS: readonly { value: Layout; label: string; icon: IconName; key: string }[] = [
  { value: "table", label: "Table", icon: "table", key: "1" },
  { value: "split", label: "Table and charts", icon: "split", key: "2" },
  { value: "charts", label: "Charts", icon: "chart", key: "3" },
];

const NO_KEYS: readonly KeyCount[] = [];

/** The runs of a project: table, charts, or both; everything about the view is in the address. */
export function Workspace({ project }: { project: string }) {
  const long = search.value.get("s");
  useViewHistory();
  if (long !== null && addressState(long).state === "loading") return <Skeleton lines={8} />;
  return (
    <Runs project={project} missing={long !== null && addressState(long).state === "missing"} />
  );
}

function Runs({ project, missing }: { project: string; missing: boolean }) {
  const state = readState(search.value);
  const known = useKeys(project).data;
  const keys = known ?? NO_KEYS;
  const { list, error, columns } = useColumns(project, state, known);
  const groups = useGroups(list, state);
  const runs = useShownRuns(project, list, groups, state);
  // Without groups of the table, the charts offer groups of their own.
  const drawn = state.group.length > 0 ? { groups: groupsOf(project, groups, theme.value) } : {};
  useWorkspaceKeys();
  const total = list.total.value;
  const fault = faultOf(error);
  if (error !== null && fault === null && total === null) {
    return <Failure what="The runs" error={error} retry={() => list.reload()} />;
  }
  const empty = total === 0 && fault === null;
  const layout = shownLayout(state);
  return (
    <main class={`workspace ${layout}`}>
      <h1 class="visually-hidden">Runs of {project}</h1>
      <div class="workspace-head">
        <ViewTabs project={project} state={state} />
        <QueryRow {...{ project, state, keys, columns, total, fault }} />
        {missing && <MissingAddress />}
      </div>
      {empty && <NoRuns state={state} project={project} />}
      {!empty && (
        <Splitter
          first={
            layout !== "charts" && <RunsPane {...{ project, list, groups, columns, runs, state }} />
          }
          second={layout !== "table" && <Charts {...{ project, runs, total, state, ...drawn }} />}
        />
      )}
    </main>
  );
}

/** Side by side there is no room for both on a phone; the address keeps what was chosen. */
function shownLayout({ layout }: WorkspaceState): Layout {
  return isNarrow.value && layout === "split" ? "table" : layout;
}

function MissingAddress() {
  return (
    <p class="table-warning" role="alert">
      This link was made on another server, or what it showed is no longer kept. All runs are shown.
    </p>
  );
}

interface QueryRowProps {
  readonly project: string;
  readonly state: WorkspaceState;
  readonly keys: readonly KeyCount[];
  readonly columns: readonly string[];
  readonly total: number | null;
  readonly fault: QueryFault | null;
}

function QueryRow({ project, state, keys, columns, total, fault }: QueryRowProps) {
  const count = total === 1 ? "1 run" : `${formatCount(total ?? 0)} runs`;
  return (
    <div class="query-row">
      <QueryBar
        {...{ project, keys, fault }}
        query={state.query}
        trash={state.trash}
        onQuery={(query) => changeState({ query }, "step")}
      />
      <span class="run-count muted number" aria-live="polite">
        {total === null ? "" : count}
      </span>
      <Groups {...{ project, keys, state }} />
      <Columns
        {...{ project, keys, columns, state }}
        onChange={(change) => changeState(change, "step")}
      />
      <IconButton
        name={state.trash ? "Back to the runs" : "Trash"}
        icon="trash"
        pressed={state.trash}
        onClick={() => changeState({ trash: !state.trash }, "step")}
      />
      <LayoutButtons layout={shownLayout(state)} />
    </div>
  );
}

function LayoutButtons({ layout }: { layout: Layout }) {
  return (
    <fieldset class="layout-buttons" aria-label="Layout">
      {LAYOUTS.filter((one) => !isNarrow.value || one.value !== "split").map((one) => (
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

function useWorkspaceKeys(): void {
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { key: "/", label: "Filter runs", run: () => document.getElementById("query")?.focus() },
      ...LAYOUTS.map((one) => ({
        key: one.key,
        label: one.label,
        run: () => changeState({ layout: one.value }, "step"),
      })),
      {
        key: "d",
        label: "Only columns that differ",
        run: () => changeState({ differing: !readState(search.peek()).differing }, "step"),
      },
    ],
    [],
  );
  useShortcuts(shortcuts);
}
