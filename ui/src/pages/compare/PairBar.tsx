import { IconButton } from "~/components/Button";
import type { ComparedRun } from "~/pages/compare/columns";
import { RunLabel } from "~/pages/compare/RunLabel";
import { RunSelect } from "~/pages/compare/RunSelect";
import { type CompareState, changeState, pairOf } from "~/pages/compare/state";

interface PairProps {
  readonly state: CompareState;
  readonly runs: readonly ComparedRun[];
}

/** Which two runs are looked at, what is looked for, and whether all or only what differs. */
export function PairBar({ state, runs }: PairProps) {
  const ids = runs.map(({ run }) => run.id);
  const { baseline, other } = pairOf(state, ids);
  const first = runs.find(({ run }) => run.id === baseline);
  const rest = runs.filter(({ run }) => run.id !== baseline);
  return (
    <div class="compare-bar">
      {first && <RunLabel {...first} />}
      <IconButton
        name="Swap the two runs"
        icon="swap"
        onClick={() => changeState({ baseline: other, other: baseline }, "step")}
      />
      <RunSelect
        label="with"
        value={other}
        runs={rest}
        onChange={(run) => changeState({ other: run }, "step")}
      />
      <span class="toolbar-gap" />
      {state.tab !== "code" && <DifferencesAndFind state={state} what="names" />}
    </div>
  );
}

/** The two wishes that every list of the page has. */
export function DifferencesAndFind({ state, what }: { state: CompareState; what: string }) {
  return (
    <>
      <label class="check" title="d">
        <input
          type="checkbox"
          checked={state.onlyDifferences}
          onChange={(event) =>
            changeState({ onlyDifferences: event.currentTarget.checked }, "one of many")
          }
        />
        Only differences
      </label>
      <input
        id="compare-find"
        class="field"
        type="search"
        placeholder={`Find ${what}`}
        aria-label={`Find ${what}`}
        value={state.find}
        onInput={(event) => changeState({ find: event.currentTarget.value }, "one of many")}
      />
    </>
  );
}
