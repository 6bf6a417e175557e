import { useState } from "preact/hooks";
import { Ago } from "~/components/Ago";
import { Skeleton } from "~/components/Notice";
import { Popover } from "~/components/Popover";
import { ProjectTabs } from "~/components/ProjectTabs";
import { useCandidates } from "~/data/compare";
import type { ComparedRun } from "~/pages/compare/columns";
import { RunSelect } from "~/pages/compare/RunSelect";
import { type CompareState, changeState, MAX_RUNS, pairOf } from "~/pages/compare/state";

interface HeadProps {
  readonly project: string;
  readonly state: CompareState;
  readonly runs: readonly ComparedRun[];
}

/** What is compared, against what, and a way to add more. */
export function Head({ project, state, runs }: HeadProps) {
  const ids = runs.map(({ run }) => run.id);
  const { baseline } = pairOf(state, ids);
  const count = state.runs.length === 1 ? "1 run" : `${Math.min(state.runs.length, MAX_RUNS)} runs`;
  return (
    <header class="compare-head">
      <ProjectTabs project={project} current="compare" />
      <h1>Compare {count}</h1>
      {runs.length > 0 && (
        <RunSelect
          label="Baseline"
          value={baseline}
          runs={runs}
          onChange={(run) => changeState({ baseline: run }, "step")}
        />
      )}
      {runs.length < MAX_RUNS && (
        <Popover label="Add a run" icon="plus">
          {() => <AddRun project={project} state={state} />}
        </Popover>
      )}
    </header>
  );
}

function AddRun({ project, state }: Omit<HeadProps, "runs">) {
  const [name, setName] = useState("");
  const found = useCandidates(project, name.trim());
  const rest = found.data?.filter((run) => !state.runs.includes(run.id));
  return (
    <div class="picker">
      <div class="picker-head">
        <input
          class="field"
          type="search"
          placeholder="Find runs by name"
          aria-label="Find runs by name"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <div class="picker-list compare-candidates">
        {found.error && (
          <p class="fail" role="alert">
            {found.error.message}
          </p>
        )}
        {rest === undefined && !found.error && <Skeleton lines={4} />}
        {rest?.length === 0 && <p class="faint">No other run is called so.</p>}
        {rest?.map((run) => (
          <button
            key={run.id}
            type="button"
            onClick={() => changeState({ runs: [...state.runs, run.id] }, "step")}
          >
            <span class="clip">{run.name}</span>
            <span class="faint">
              <Ago moment={run.started_at} />
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
