import { useMemo } from "preact/hooks";
import { Boundary } from "~/components/Boundary";
import { Link } from "~/components/Link";
import { lazy } from "~/components/lazy";
import { Notice, Skeleton } from "~/components/Notice";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import { PageFailure } from "~/components/whole_page";
import { useRunsById } from "~/data/compare";
import { assertNever } from "~/lib/assert";
import { formatCount } from "~/lib/format";
import { links, search } from "~/lib/location";
import { ArtifactsTab } from "~/pages/compare/ArtifactsTab";
import { CodeTab } from "~/pages/compare/CodeTab";
import { ConfigTab } from "~/pages/compare/ConfigTab";
import { type ComparedRun, comparedRuns } from "~/pages/compare/columns";
import { EnvironmentTab } from "~/pages/compare/EnvironmentTab";
import { FieldsTab } from "~/pages/compare/FieldsTab";
import { Head } from "~/pages/compare/Head";
import { PairBar } from "~/pages/compare/PairBar";
import {
  type CompareState,
  changeState,
  MAX_RUNS,
  readState,
  TAB_NAMES,
  TABS,
  writeState,
} from "~/pages/compare/state";

const ChartsTab = lazy(
  async () => (await import("~/pages/compare/ChartsTab")).ChartsTab,
  "The charts",
);

/** Runs side by side: what they have, what they drew, and what made them. */
export function Compare({ project }: { project: string }) {
  const state = readState(search.value);
  const ids = state.runs.slice(0, MAX_RUNS);
  const answer = useRunsById(project, ids);
  useCompareKeys();
  if (answer.error)
    return <PageFailure what="The runs" error={answer.error} retry={answer.retry} />;
  const runs = comparedRuns(project, answer.data ?? []);
  const isReady = answer.data !== undefined || ids.length === 0;
  return (
    <main class="compare-page">
      <Head project={project} state={state} runs={runs} />
      <nav class="tabs" aria-label="Parts of the comparison">
        {TAB_NAMES.map((name) => (
          <Link
            key={name}
            to={`/p/${encodeURIComponent(project)}/compare?${writeState({ ...state, tab: name, find: "" })}`}
            current={name === state.tab}
          >
            {TABS[name]}
          </Link>
        ))}
      </nav>
      <div class="compare-body">
        {isReady ? <Body {...{ project, state, runs }} /> : <Skeleton lines={12} />}
      </div>
    </main>
  );
}

interface BodyProps {
  readonly project: string;
  readonly state: CompareState;
  readonly runs: readonly ComparedRun[];
}

function Body({ project, state, runs }: BodyProps) {
  if (runs.length === 0) return <NoRuns project={project} asked={state.runs.length} />;
  return (
    <>
      <Missing state={state} runs={runs} />
      <Boundary key={state.tab} what={TABS[state.tab]}>
        {state.tab === "fields" || state.tab === "charts" ? (
          <Wide {...{ project, state, runs }} />
        ) : (
          <OfTwo state={state} runs={runs} />
        )}
      </Boundary>
    </>
  );
}

/** Parts that show all of the runs. */
function Wide({ project, state, runs }: BodyProps) {
  if (state.tab === "charts") return <ChartsTab {...{ project, state, runs }} />;
  return <FieldsTab state={state} runs={runs} />;
}

/** Parts that show one run against the baseline. */
function OfTwo({ state, runs }: Omit<BodyProps, "project">) {
  const ids = useMemo(() => runs.map(({ run }) => run.id), [runs]);
  if (ids.length < 2) {
    return (
      <Notice title="One run has nothing to be compared with">
        <p>Add another run above.</p>
      </Notice>
    );
  }
  return (
    <div class="compare-pair">
      <PairBar state={state} runs={runs} />
      <PairTab state={state} runs={runs} />
    </div>
  );
}

function PairTab({ state, runs }: Omit<BodyProps, "project">) {
  switch (state.tab) {
    case "config":
      return <ConfigTab {...{ state, runs }} />;
    case "code":
      return <CodeTab {...{ state, runs }} />;
    case "environment":
      return <EnvironmentTab {...{ state, runs }} />;
    case "artifacts":
      return <ArtifactsTab {...{ state, runs }} />;
    case "fields":
    case "charts":
      return null;
    default:
      return assertNever(state.tab);
  }
}

/** Says which runs are not shown, and takes them out of the address. */
function Missing({ state, runs }: Omit<BodyProps, "project">) {
  const there = runs.map(({ run }) => run.id);
  const gone = state.runs.slice(0, MAX_RUNS).filter((id) => !there.includes(id));
  const over = state.runs.length - MAX_RUNS;
  if (gone.length === 0 && over <= 0) return null;
  return (
    <p class="compare-note" role="status">
      {over > 0 && `The first ${MAX_RUNS} of ${formatCount(state.runs.length)} runs. `}
      {gone.length > 0 && `${gone.length === 1 ? "One run is" : `${gone.length} runs are`} gone: `}
      {gone.map((id) => (
        <code key={id}>{id} </code>
      ))}
      <button
        type="button"
        class="link"
        onClick={() => changeState({ runs: there }, "one of many")}
      >
        Leave out
      </button>
    </p>
  );
}

function NoRuns({ project, asked }: { project: string; asked: number }) {
  return (
    <Notice title={asked === 0 ? "No runs to compare" : "None of these runs is there any more"}>
      <p>Select two or more runs in the table and press c.</p>
      <p>
        <Link to={links.runs(project)} class="link">
          Runs of {project}
        </Link>
      </p>
    </Notice>
  );
}

function useCompareKeys(): void {
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      {
        key: "d",
        label: "Only differences",
        run: () => {
          const { onlyDifferences } = readState(search.peek());
          changeState({ onlyDifferences: !onlyDifferences }, "one of many");
        },
      },
      {
        key: "/",
        label: "Find a field",
        run: () => document.getElementById("compare-find")?.focus(),
      },
      ...TAB_NAMES.map((tab, i) => ({
        key: String(i + 1),
        label: TABS[tab],
        run: () => changeState({ tab, find: "" }, "step" as const),
      })),
    ],
    [],
  );
  useShortcuts(shortcuts);
}
