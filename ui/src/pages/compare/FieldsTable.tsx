import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import type { Run } from "~/data/compare";
import type { Span } from "~/grid/window";
import { links, navigate } from "~/lib/location";
import { isNarrow } from "~/lib/narrow";
import { type Cell, NOTHING } from "~/pages/compare/cells";
import type { ComparedRun } from "~/pages/compare/columns";
import { type Delta, deltaOf, SAME } from "~/pages/compare/deltas";
import type { FieldRow } from "~/pages/compare/fields";
import { RegisterDialog } from "~/pages/compare/RegisterDialog";
import { RunLabel } from "~/pages/compare/RunLabel";
import { type CompareState, changeState } from "~/pages/compare/state";
import { useView } from "~/pages/compare/use_view";

interface FieldsTableProps {
  readonly rows: readonly FieldRow[];
  /** The baseline first. */
  readonly runs: readonly ComparedRun[];
  /** Place of each of the runs in the cells of a row. */
  readonly places: readonly number[];
  readonly state: CompareState;
}

/** A row of the table: the title of a group, or a field. */
type Line = { readonly title: string; readonly count: number } | FieldRow;

const ROW = 28;

/** Fields by runs; only the rows and columns that are in view are in the page. */
export function FieldsTable({ rows, runs, places, state }: FieldsTableProps) {
  const lines = useMemo(() => linesOf(rows), [rows]);
  const [baseline, ...others] = runs;
  const [registering, setRegistering] = useState<Run | null>(null);
  const heads = { state, onRegister: setRegistering };
  const { nameWidth, ...widths } = isNarrow.value ? NARROW : WIDE;
  const { box, columnWidth, ...span } = useView({
    ...{ rows: lines.length, rowHeight: ROW, columns: others.length, pinnedWidth: nameWidth },
    ...widths,
  });
  // Other rows are read from their beginning.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these decide which rows there are.
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
  }, [state.find, state.onlyDifferences, state.sort]);
  const { first, end } = span.columns;
  const order = places.join();
  // A row that was drawn is given again as it was, so that scrolling draws only what is new.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are all that rows are drawn from.
  const drawn = useMemo(
    () => new Map<Line, VNode>(),
    [lines, order, first, end, state.delta, state.order],
  );
  const rowOf = (line: Line, index: number) => {
    const known = drawn.get(line) ?? (
      <LineRow
        key={"title" in line ? line.title : line.id}
        {...{ line, index, places, state, columns: { first, end } }}
      />
    );
    drawn.set(line, known);
    return known;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section class="compare-scroll" ref={box} tabIndex={0} aria-label="Fields by runs">
      <table
        class="compare-table"
        aria-rowcount={lines.length + 1}
        aria-colcount={runs.length + 1}
        style={{
          "--compare-name": `${nameWidth}px`,
          width: `${nameWidth + runs.length * columnWidth}px`,
        }}
      >
        <colgroup>
          <col style={{ width: `${nameWidth}px` }} />
          {runs.map(({ run }) => (
            <col key={run.id} style={{ width: `${columnWidth}px` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Field</th>
            {baseline && <RunHead one={baseline} column={2} {...heads} />}
            <Skipped columns={first} />
            {others.slice(first, end).map((one, i) => (
              <RunHead key={one.run.id} one={one} column={first + i + 3} {...heads} />
            ))}
            <Skipped columns={others.length - end} />
          </tr>
        </thead>
        <tbody>
          <Gap height={span.rows.first * ROW} />
          {lines
            .slice(span.rows.first, span.rows.end)
            .map((line, i) => rowOf(line, span.rows.first + i + 2))}
          <Gap height={(lines.length - span.rows.end) * ROW} />
        </tbody>
      </table>
      {registering && <RegisterDialog run={registering} onClose={() => setRegistering(null)} />}
    </section>
  );
}

const WIDE = { nameWidth: 260, leastWidth: 184, mostWidth: 360 };

/** On a phone the names and the baseline leave room for a run beside them. */
const NARROW = { nameWidth: 104, leastWidth: 116, mostWidth: 240 };

function linesOf(rows: readonly FieldRow[]): Line[] {
  const lines: Line[] = [];
  let group = "";
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group;
      lines.push({ title: group, count: rows.filter((one) => one.group === group).length });
    }
    lines.push(row);
  }
  return lines;
}

/** Room of rows that are out of view. */
function Gap({ height }: { height: number }) {
  return height > 0 ? <tr style={{ height: `${height}px` }} /> : null;
}

/** Room of columns that are out of view. */
function Skipped({ columns }: { columns: number }) {
  return columns > 0 ? <td colSpan={columns} /> : null;
}

interface RunHeadProps {
  readonly one: ComparedRun;
  /** From 1; the baseline's is 2. */
  readonly column: number;
  readonly state: CompareState;
  readonly onRegister: (run: Run) => void;
}

function RunHead({ one, column, state, onRegister }: RunHeadProps) {
  const { run } = one;
  const isBaseline = column === 2;
  const remove = () => {
    const runs = state.runs.filter((id) => id !== run.id);
    if (runs.length === 0) navigate(links.runs(run.project));
    else changeState({ runs }, "step");
  };
  return (
    <th scope="col" aria-colindex={column} class={isBaseline ? "baseline" : ""}>
      <span class="compare-run">
        <RunLabel {...one} />
        {isBaseline && <span class="chip">baseline</span>}
        <span class="compare-actions">
          {!isBaseline && (
            <IconButton
              name={`Make ${run.name} the baseline`}
              icon="flag"
              onClick={() => changeState({ baseline: run.id }, "step")}
            />
          )}
          <IconButton
            name={`Register a model of ${run.name}`}
            icon="tag"
            onClick={() => onRegister(run)}
          />
          <IconButton name={`Remove ${run.name}`} icon="cross" onClick={remove} />
        </span>
      </span>
    </th>
  );
}

interface LineRowProps {
  readonly line: Line;
  readonly index: number;
  readonly places: readonly number[];
  readonly state: CompareState;
  /** Which of the runs after the baseline are in view. */
  readonly columns: Span;
}

function LineRow({ line, index, places, state, columns }: LineRowProps) {
  if ("title" in line) {
    return (
      <tr class="compare-group" aria-rowindex={index}>
        <th scope="rowgroup" colSpan={places.length + 1}>
          <span>
            {line.title} <span class="count">{line.count}</span>
          </span>
        </th>
      </tr>
    );
  }
  const [first = 0, ...others] = places;
  const base = line.cells[first] ?? NOTHING;
  return (
    <tr aria-rowindex={index} class={line.differs ? "differs" : ""}>
      <th scope="row">
        <OrderButton row={line} state={state} />
      </th>
      <ValueCell cell={base} delta={SAME} column={2} />
      <Skipped columns={columns.first} />
      {others.slice(columns.first, columns.end).map((place, i) => {
        const cell = line.cells[place] ?? NOTHING;
        const delta = deltaOf(cell, base, state.delta, line.direction);
        return <ValueCell key={place} cell={cell} delta={delta} column={columns.first + i + 3} />;
      })}
      <Skipped columns={others.length - columns.end} />
    </tr>
  );
}

/** The name of a row; a click orders the runs by it, upwards, downwards, not at all. */
function OrderButton({ row, state }: { row: FieldRow; state: CompareState }) {
  const isUp = state.order === row.id;
  const isDown = state.order === `-${row.id}`;
  const next = isUp ? `-${row.id}` : isDown ? "" : row.id;
  const name = row.detail === "" ? row.name : `${row.name} (${row.detail})`;
  return (
    <button
      type="button"
      class="compare-name"
      title={`${name}: order the runs by it`}
      aria-pressed={isUp || isDown}
      onClick={() => changeState({ order: next }, "one of many")}
    >
      <span class="clip">{row.name}</span>
      {row.detail !== "" && <span class="faint">{row.detail}</span>}
      {isUp && <Icon name="arrowRight" />}
      {isDown && <Icon name="arrowLeft" />}
    </button>
  );
}

const MARKS: Record<Delta["mark"], string> = { same: "", up: "▲", down: "▼", changed: "●" };
const WORDS: Record<Delta["mark"], string> = {
  same: "",
  up: "more than the baseline",
  down: "less than the baseline",
  changed: "other than the baseline",
};

interface ValueCellProps {
  readonly cell: Cell;
  readonly delta: Delta;
  /** From 1; the baseline's is 2. */
  readonly column: number;
}

function ValueCell({ cell, delta, column }: ValueCellProps) {
  const kind = Number.isNaN(cell.number) ? "" : "number";
  const told = [WORDS[delta.mark], delta.verdict].filter(Boolean).join(", ");
  return (
    <td aria-colindex={column} class={column === 2 ? "baseline" : `compared ${delta.mark}`}>
      <span class="compare-cell">
        <span class={`clip ${kind} ${cell.isMissing ? "faint" : ""}`} title={cell.text}>
          {cell.text}
        </span>
        {delta.mark !== "same" && (
          <span class={`compare-delta ${delta.verdict ?? ""}`} title={told}>
            {delta.text} <span aria-hidden="true">{MARKS[delta.mark]}</span>
            <span class="hidden-text">{told}</span>
          </span>
        )}
      </span>
    </td>
  );
}
