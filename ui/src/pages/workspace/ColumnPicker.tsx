import { useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { useKeySearch } from "~/data/keys";
import type { KeyCount } from "~/data/projects";
import { formatCount } from "~/lib/format";
import { keyGroups } from "~/pages/workspace/column_groups";
import { moveColumn } from "~/pages/workspace/columns";
import {
  type Aspect,
  ATTRIBUTES,
  type AttributeName,
  fieldTitle,
  parseField,
} from "~/pages/workspace/fields";
import type { TableState } from "~/pages/workspace/table_state";
import { toggle } from "~/pages/workspace/table_state";

type Choice = Pick<TableState, "columns" | "pins" | "differing" | "filled">;

export interface ColumnPickerProps {
  readonly project: string;
  /** The keys that are used most. */
  readonly keys: readonly KeyCount[];
  /** In the order of the table. */
  readonly columns: readonly string[];
  readonly state: TableState;
  readonly onChange: (change: Partial<Choice>) => void;
}

/** More rows than this nobody reads; the search narrows them. */
const MAX_ROWS = 200;

const OFFERED: readonly Aspect[] = ["last", "min", "max", "mean", "best"];

/** Chooses the columns of the table, their order, and which stay at the left. */
export function ColumnPicker({ project, keys, columns, state, onChange }: ColumnPickerProps) {
  const [find, setFind] = useState("");
  const search = useKeySearch(project, find);
  const wanted = find.trim().toLowerCase();
  // What is known is searched at once; what the server finds beside it follows.
  const known = wanted === "" ? keys : keys.filter((key) => key.key.toLowerCase().includes(wanted));
  const found = merge(known, wanted === "" ? [] : (search.data ?? []));
  const onToggle = (id: string) => onChange({ columns: toggle(columns, id) });
  return (
    <div class="picker">
      <div class="picker-head">
        <input
          ref={takeFocus}
          class="field"
          type="search"
          placeholder="Search metrics, params, tags"
          aria-label="Search columns"
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={state.differing}
            onChange={() => onChange({ differing: !state.differing })}
          />
          Only what differs <kbd>d</kbd>
        </label>
        <label class="check" title="Hides columns in which no run that matches has a value">
          <input
            type="checkbox"
            checked={state.filled}
            onChange={() => onChange({ filled: !state.filled })}
          />
          Only filled
        </label>
      </div>
      <div class="picker-list">
        {wanted === "" && <ShownColumns {...{ columns, state, onChange }} />}
        <Choices find={wanted} found={found} columns={columns} onToggle={onToggle} />
      </div>
      <div class="picker-foot">
        <span class="muted">{columns.length} shown</span>
        <button
          type="button"
          class="link"
          disabled={state.columns === null}
          onClick={() => onChange({ columns: null })}
        >
          Choose for me
        </button>
      </div>
    </div>
  );
}

/** Who opens a picker wants to search it. */
function takeFocus(input: HTMLInputElement | null): void {
  input?.focus();
}

/** Both, each key once. */
function merge(known: readonly KeyCount[], more: readonly KeyCount[]): KeyCount[] {
  const all = new Map([...known, ...more].map((key) => [`${key.kind}.${key.key}`, key]));
  return [...all.values()];
}

interface ShownColumnsProps {
  readonly columns: readonly string[];
  readonly state: TableState;
  readonly onChange: (change: Partial<Choice>) => void;
}

/** The columns in their order: to the left, to the right, pinned, gone. */
function ShownColumns({ columns, state, onChange }: ShownColumnsProps) {
  return (
    <details class="picker-group" open>
      <summary>
        In the table <span class="count">{columns.length}</span>
      </summary>
      <ul>
        {columns.map((id, i) => (
          <ShownColumn
            key={id}
            id={id}
            pinned={state.pins.includes(id)}
            onPin={() => onChange({ pins: toggle(state.pins, id) })}
            onUp={() => onChange({ columns: moveColumn(columns, id, columns[i - 1] ?? id) })}
            onDrop={() => onChange({ columns: toggle(columns, id) })}
          />
        ))}
      </ul>
    </details>
  );
}

interface ShownColumnProps {
  readonly id: string;
  readonly pinned: boolean;
  readonly onPin: () => void;
  readonly onUp: () => void;
  readonly onDrop: () => void;
}

function ShownColumn({ id, pinned, onPin, onUp, onDrop }: ShownColumnProps) {
  const field = parseField(id);
  const title = field === null ? id : fieldTitle(field);
  return (
    <li class="shown-column">
      <span class="clip">{title}</span>
      <span class="faint">{field?.kind === "metric" ? field.aspect : field?.kind}</span>
      <button
        type="button"
        class="tiny-button"
        aria-pressed={pinned}
        title={pinned ? "Scrolls with the others" : "Stays at the left"}
        onClick={onPin}
      >
        pin
      </button>
      <IconButton name={`Move ${title} to the left`} icon="chevronLeft" onClick={onUp} />
      <IconButton name={`Remove ${title}`} icon="cross" onClick={onDrop} />
    </li>
  );
}

interface ChoicesProps {
  readonly find: string;
  readonly found: readonly KeyCount[];
  readonly columns: readonly string[];
  readonly onToggle: (id: string) => void;
}

function Choices({ find, found, columns, onToggle }: ChoicesProps) {
  const attributes = (Object.keys(ATTRIBUTES) as AttributeName[]).filter((key) =>
    ATTRIBUTES[key].toLowerCase().includes(find),
  );
  const shown = found.slice(0, find === "" ? found.length : MAX_ROWS);
  const isNone = attributes.length + found.length === 0;
  return (
    <>
      {attributes.length > 0 && (
        <details class="picker-group" open>
          <summary>Of the run</summary>
          <ul>
            {attributes.map((key) => (
              <Check
                key={key}
                id={key}
                {...{ columns, onToggle }}
                note=""
                title={ATTRIBUTES[key]}
              />
            ))}
          </ul>
        </details>
      )}
      {keyGroups(shown, find !== "").map((group, i) => (
        <Group key={group.title} open={find !== "" || i === 0} {...{ group, columns, onToggle }} />
      ))}
      {isNone && <p class="faint picker-none">No column has “{find}” in its name.</p>}
      {found.length > shown.length && (
        <p class="faint picker-none">More have it: write more of the name.</p>
      )}
    </>
  );
}

interface GroupProps {
  readonly open: boolean;
  readonly group: ReturnType<typeof keyGroups>[number];
  readonly columns: readonly string[];
  readonly onToggle: (id: string) => void;
}

/** A group of keys; its rows are made when it is opened first. */
function Group({ open, group, columns, onToggle }: GroupProps) {
  const [isOpen, setOpen] = useState(open);
  const shows = isOpen || open;
  return (
    <details
      class="picker-group"
      open={shows}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {group.title} <span class="count">{group.keys.length}</span>
      </summary>
      {shows && (
        <ul>
          {group.keys.slice(0, MAX_ROWS).map((key) => (
            <KeyRow key={key.key} choice={key} {...{ columns, onToggle }} />
          ))}
          {group.keys.length > MAX_ROWS && <li class="faint">Search to see the others.</li>}
        </ul>
      )}
    </details>
  );
}

interface KeyRowProps {
  readonly choice: KeyCount;
  readonly columns: readonly string[];
  readonly onToggle: (id: string) => void;
}

/** A metric offers a column for each of its numbers. */
function KeyRow({ choice, columns, onToggle }: KeyRowProps) {
  const note = `${formatCount(choice.runs)} ${choice.runs === 1 ? "run" : "runs"}`;
  if (choice.kind !== "metric") {
    const id = `${choice.kind}.${choice.key}`;
    return <Check {...{ id, columns, onToggle, note }} title={choice.key} />;
  }
  return (
    <li class="metric-choice">
      <span class="clip" title={`${choice.key}, in ${note}`}>
        {choice.key}
      </span>
      <span class="aspects">
        {OFFERED.map((aspect) => {
          const id = `metric.${choice.key}.${aspect}`;
          return (
            <button
              key={aspect}
              type="button"
              class="tiny-button"
              aria-pressed={columns.includes(id)}
              aria-label={`${choice.key}, ${aspect}`}
              onClick={() => onToggle(id)}
            >
              {aspect}
            </button>
          );
        })}
      </span>
    </li>
  );
}

interface CheckProps {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly onToggle: (id: string) => void;
}

function Check({ id, title, note, columns, onToggle }: CheckProps) {
  return (
    <li>
      <label class="check">
        <input type="checkbox" checked={columns.includes(id)} onChange={() => onToggle(id)} />
        <span class="clip" title={title}>
          {title}
        </span>
        <span class="faint">{note}</span>
      </label>
    </li>
  );
}
