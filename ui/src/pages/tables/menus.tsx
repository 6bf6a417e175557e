import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Popover } from "~/components/Popover";
import {
  type Aggregate,
  type Measure,
  type TableColumn,
  type TableJoin,
  useOtherRuns,
} from "~/data/tables";
import type { TablePlot } from "~/pages/tables/plot";
import type { PlotKind } from "~/pages/tables/state";

interface ColumnsMenuProps {
  readonly columns: readonly TableColumn[];
  readonly hidden: readonly string[];
  readonly onHidden: (hidden: readonly string[]) => void;
}

/** Which columns are shown. */
export function ColumnsMenu({ columns, hidden, onHidden }: ColumnsMenuProps) {
  const [find, setFind] = useState("");
  const gone = new Set(hidden);
  const found = columns.filter((one) => one.name.toLowerCase().includes(find.toLowerCase()));
  const toggle = (name: string) =>
    onHidden(gone.has(name) ? hidden.filter((one) => one !== name) : [...hidden, name]);
  return (
    <Popover label="Columns" icon="columns">
      {() => (
        <div class="menu-form">
          <input
            class="field"
            aria-label="Find a column"
            placeholder="Find a column"
            value={find}
            onInput={(event) => setFind(event.currentTarget.value)}
          />
          <div class="menu-list">
            {found.map(({ name, kind }) => (
              <label key={name} class="check">
                <input
                  type="checkbox"
                  checked={!gone.has(name)}
                  disabled={!gone.has(name) && gone.size + 1 >= columns.length}
                  onChange={() => toggle(name)}
                />
                <span class="clip">{name}</span>
                <span class="faint">{kind}</span>
              </label>
            ))}
            {found.length === 0 && <p class="faint">No column has this in its name.</p>}
          </div>
          {gone.size > 0 && <Button onClick={() => onHidden([])}>Show all</Button>}
        </div>
      )}
    </Popover>
  );
}

interface GroupMenuProps {
  readonly columns: readonly TableColumn[];
  readonly group: readonly string[];
  readonly aggregates: readonly Aggregate[];
  readonly onGroup: (group: readonly string[], aggregates: readonly Aggregate[]) => void;
}

const MEASURES: readonly Measure[] = ["mean", "min", "max", "sum"];
const MOST_KEYS = 4;

/** By which columns rows are grouped, and what is told of each group. */
export function GroupMenu({ columns, group, aggregates, onGroup }: GroupMenuProps) {
  const numbers = columns.filter((column) => column.kind === "number");
  const keys = columns.filter((column) => column.kind !== "image");
  const [column, setColumn] = useState("");
  const [measure, setMeasure] = useState<Measure>("mean");
  const chosen = column || (numbers[0]?.name ?? "");
  const toggle = (name: string) =>
    onGroup(
      group.includes(name) ? group.filter((one) => one !== name) : [...group, name],
      aggregates,
    );
  return (
    <Popover label={group.length === 0 ? "Group" : `Group: ${group.join(", ")}`} icon="split">
      {() => (
        <div class="menu-form">
          <h3>Group by</h3>
          <div class="menu-list">
            {keys.map(({ name }) => (
              <label key={name} class="check">
                <input
                  type="checkbox"
                  checked={group.includes(name)}
                  disabled={!group.includes(name) && group.length >= MOST_KEYS}
                  onChange={() => toggle(name)}
                />
                <span class="clip">{name}</span>
              </label>
            ))}
          </div>
          <h3>And tell</h3>
          <div class="menu-row">
            <Choice
              label="Measure"
              value={measure}
              choices={MEASURES}
              onChange={(value) => setMeasure(MEASURES.find((one) => one === value) ?? "mean")}
            />
            <Choice
              label="Of"
              value={chosen}
              choices={numbers.map((one) => one.name)}
              onChange={setColumn}
            />
            <Button
              icon="plus"
              disabled={chosen === ""}
              onClick={() => onGroup(group, [...aggregates, { column: chosen, measure }])}
            >
              Add
            </Button>
          </div>
          {aggregates.map((one, i) => (
            <div class="menu-row" key={`${one.measure} ${one.column}`}>
              <span class="clip">
                {one.measure} of {one.column}
              </span>
              <Button onClick={() => onGroup(group, aggregates.toSpliced(i, 1))}>Remove</Button>
            </div>
          ))}
          {group.length > 0 && <Button onClick={() => onGroup([], [])}>No groups</Button>}
        </div>
      )}
    </Popover>
  );
}

interface JoinMenuProps {
  readonly project: string;
  readonly run: string;
  readonly columns: readonly TableColumn[];
  readonly id: string | null;
  readonly plot: TablePlot;
  readonly join: TableJoin | null;
  readonly onJoin: (join: TableJoin | null) => void;
}

/** The same table of another run beside this one, example by example. */
export function JoinMenu(props: JoinMenuProps) {
  const { join, plot, onJoin } = props;
  const runs = useOtherRuns(props.project, props.run);
  const own = props.columns
    .map((column) => column.name)
    .filter((name) => !/^(other\.|delta\.)|^change$/.test(name));
  const known = runs.data ?? [];
  const name = known.find((one) => one.id === join?.run)?.name ?? join?.run;
  const begin: TableJoin = {
    run: "",
    id: props.id,
    predicted: plot.predicted || null,
    truth: plot.truth || null,
  };
  const now = join ?? begin;
  const change = (part: Partial<TableJoin>) => {
    const next = { ...now, ...part };
    onJoin(next.run === "" ? null : next);
  };
  return (
    <Popover label={join ? `With ${name}` : "Join"} icon="plus">
      {() => (
        <div class="menu-form">
          <h3>Beside the same table of</h3>
          <select
            aria-label="Run to join with"
            value={now.run}
            onChange={(event) => change({ run: event.currentTarget.value })}
          >
            <option value="">no run</option>
            {known.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
          {known.length === 0 && <p class="faint">There is no other run in this project.</p>}
          <JoinColumns now={now} names={own} onChange={change} />
          {join && <Button onClick={() => onJoin(null)}>No join</Button>}
        </div>
      )}
    </Popover>
  );
}

interface JoinColumnsProps {
  readonly now: TableJoin;
  readonly names: readonly string[];
  readonly onChange: (part: Partial<TableJoin>) => void;
}

/** Which columns of both tables belong together, and which say what changed. */
function JoinColumns({ now, names, onChange }: JoinColumnsProps) {
  const choices = ["", ...names];
  return (
    <>
      <Choice
        label="Examples are named by"
        value={now.id ?? ""}
        choices={choices}
        onChange={(id) => onChange({ id: id || null })}
      />
      <Choice
        label="The answer"
        value={now.predicted ?? ""}
        choices={choices}
        onChange={(predicted) => onChange({ predicted: predicted || null })}
      />
      <Choice
        label="What is right"
        value={now.truth ?? ""}
        choices={choices}
        onChange={(truth) => onChange({ truth: truth || null })}
      />
    </>
  );
}

interface PlotMenuProps {
  readonly plot: TablePlot;
  readonly columns: readonly TableColumn[];
  readonly onPlot: (change: { plot?: PlotKind; truth?: string; predicted?: string }) => void;
}

const PLOTS: Readonly<Record<PlotKind, string>> = {
  none: "No plot",
  confusion: "Confusion matrix",
  pr: "Precision–recall",
  roc: "ROC",
};

/** What is drawn of the rows, and of which columns. */
export function PlotMenu({ plot, columns, onPlot }: PlotMenuProps) {
  const labels = columns.filter((column) => column.kind !== "image").map((column) => column.name);
  const kinds = Object.keys(PLOTS).filter(
    (kind): kind is PlotKind =>
      kind === "none" || kind === "confusion" || plot.scores.length > 0 || kind === plot.kind,
  );
  return (
    <Popover label={plot.kind === "none" ? "Plot" : PLOTS[plot.kind]} icon="chart">
      {() => (
        <div class="menu-form">
          <fieldset>
            <legend>Draw the rows as</legend>
            {kinds.map((kind) => (
              <label key={kind} class="check">
                <input
                  type="radio"
                  name="plot"
                  checked={plot.kind === kind}
                  onChange={() => onPlot({ plot: kind })}
                />
                {PLOTS[kind]}
              </label>
            ))}
          </fieldset>
          <Choice
            label="What is right"
            value={plot.truth}
            choices={["", ...labels]}
            onChange={(truth) => onPlot({ truth })}
          />
          <Choice
            label="The answer"
            value={plot.predicted}
            choices={["", ...labels]}
            onChange={(predicted) => onPlot({ predicted })}
          />
          {plot.scores.length === 0 && (
            <p class="faint">Curves need columns of scores, named such as p(cat).</p>
          )}
        </div>
      )}
    </Popover>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, choices, onChange }: ChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {choices.map((one) => (
          <option key={one} value={one}>
            {one === "" ? "—" : one}
          </option>
        ))}
      </select>
    </label>
  );
}
