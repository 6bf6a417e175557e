import { useMemo } from "preact/hooks";
import { Notice } from "~/components/Notice";
import { Segments } from "~/components/Segments";
import { useCapturesOf } from "~/data/compare";
import { formatCount } from "~/lib/format";
import type { ComparedRun } from "~/pages/compare/columns";
import { FieldsTable } from "~/pages/compare/FieldsTable";
import { type Captures, fieldRows, orderBy, wantedRows } from "~/pages/compare/fields";
import { DifferencesAndFind } from "~/pages/compare/PairBar";
import { type CompareState, changeState, pairOf } from "~/pages/compare/state";

interface FieldsTabProps {
  readonly state: CompareState;
  readonly runs: readonly ComparedRun[];
}

const NO_CAPTURES: Captures = {};

/** Everything that the runs have under a name, in one table. */
export function FieldsTab({ state, runs }: FieldsTabProps) {
  const ids = runs.map(({ run }) => run.id);
  const captures = useCapturesOf(ids).data ?? NO_CAPTURES;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list of runs is made anew with each drawing, the runs in it are not.
  const rows = useMemo(
    () =>
      fieldRows(
        runs.map(({ run }) => run),
        captures,
      ),
    [captures, ...runs.map(({ run }) => run)],
  );
  const { find, onlyDifferences, sort, order } = state;
  const wanted = useMemo(
    () => wantedRows(rows, { find, onlyDifferences, sort }),
    [rows, find, onlyDifferences, sort],
  );
  const first = ids.indexOf(pairOf(state, ids).baseline);
  const descending = order.startsWith("-");
  const by = rows.find((row) => row.id === (descending ? order.slice(1) : order));
  const places =
    by === undefined
      ? [first, ...[...ids.keys()].filter((place) => place !== first)]
      : orderBy(by, descending, first);
  return (
    <section class="compare-fields" aria-label="Fields">
      <FieldsBar state={state} shown={wanted.length} all={rows.length} />
      {wanted.length === 0 ? (
        <NoMatch state={state} runs={runs.length} />
      ) : (
        <FieldsTable
          rows={wanted}
          runs={places.flatMap((place) => runs[place] ?? [])}
          places={places}
          state={state}
        />
      )}
    </section>
  );
}

const DELTAS = [
  { value: "pct", label: "Δ %", title: "Difference from the baseline in percent" },
  { value: "abs", label: "Δ", title: "Difference from the baseline" },
  { value: "value", label: "Values", title: "Values alone" },
] as const;

const SORTS = [
  { value: "name", label: "By name", title: "Rows by name" },
  { value: "spread", label: "Most different", title: "Rows that differ most first" },
] as const;

function FieldsBar({ state, shown, all }: { state: CompareState; shown: number; all: number }) {
  return (
    <div class="compare-bar">
      <Segments
        name="Differences"
        value={state.delta}
        choices={DELTAS}
        onChange={(delta) => changeState({ delta }, "one of many")}
      />
      <Segments
        name="Order of rows"
        value={state.sort}
        choices={SORTS}
        onChange={(sort) => changeState({ sort }, "one of many")}
      />
      <span class="faint number" aria-live="polite">
        {shown === all
          ? `${formatCount(all)} fields`
          : `${formatCount(shown)} of ${formatCount(all)} fields`}
      </span>
      <span class="toolbar-gap" />
      <DifferencesAndFind state={state} what="fields and values" />
    </div>
  );
}

/** Why there is no row, and one click to have them back. */
function NoMatch({ state, runs }: { state: CompareState; runs: number }) {
  if (state.find !== "") {
    return (
      <Notice title={`Nothing holds “${state.find}”`}>
        <button type="button" class="link" onClick={() => changeState({ find: "" }, "one of many")}>
          Drop the search
        </button>
      </Notice>
    );
  }
  return (
    <Notice title={runs === 1 ? "One run does not differ from itself" : "These runs do not differ"}>
      <button
        type="button"
        class="link"
        onClick={() => changeState({ onlyDifferences: false }, "one of many")}
      >
        Show all fields
      </button>
    </Notice>
  );
}
