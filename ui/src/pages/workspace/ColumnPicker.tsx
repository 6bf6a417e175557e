import { useState } from "preact/hooks";
import { Popover } from "~/components/Popover";
import type { KeyCount } from "~/data/projects";
import {
  ASPECTS,
  type Aspect,
  ATTRIBUTES,
  type AttributeName,
  type Field,
  fieldId,
  fieldTitle,
  parseField,
} from "~/pages/workspace/fields";

interface ColumnPickerProps {
  readonly keys: readonly KeyCount[];
  readonly columns: readonly string[];
  readonly isAuto: boolean;
  /** Null lets the page choose again. */
  readonly onChange: (columns: readonly string[] | null) => void;
}

/** More rows than this nobody reads; the search narrows them. */
const MAX_ROWS = 200;

/** Chooses the columns of the table among attributes, params, metrics and tags. */
export function ColumnPicker({ keys, columns, isAuto, onChange }: ColumnPickerProps) {
  const [find, setFind] = useState("");
  const [aspect, setAspect] = useState<Aspect>("last");
  const choices = allFields(keys, aspect).filter((field) =>
    fieldTitle(field).toLowerCase().includes(find.toLowerCase()),
  );
  const toggle = (id: string) => {
    const without = columns.filter((column) => column !== id);
    onChange(without.length < columns.length ? without : [...columns, id]);
  };
  return (
    <Popover label="Columns" icon="columns">
      {() => (
        <div class="picker">
          <div class="picker-head">
            <input
              class="field"
              type="search"
              placeholder={`Search ${keys.length + Object.keys(ATTRIBUTES).length} columns`}
              aria-label="Search columns"
              value={find}
              onInput={(event) => setFind(event.currentTarget.value)}
            />
            <label class="select-label">
              Metrics as
              <select
                value={aspect}
                onChange={(event) => setAspect(aspectOf(event.currentTarget.value))}
              >
                {ASPECTS.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
          </div>
          <ul class="picker-list">
            {choices.slice(0, MAX_ROWS).map((field) => (
              <Choice
                key={fieldId(field)}
                field={field}
                checked={columns.includes(fieldId(field))}
                onToggle={toggle}
              />
            ))}
            {choices.length === 0 && <li class="faint">No column has “{find}” in its name.</li>}
            {choices.length > MAX_ROWS && (
              <li class="faint">{choices.length - MAX_ROWS} more: search for them.</li>
            )}
          </ul>
          <div class="picker-foot">
            <span class="muted">{columns.length} shown</span>
            <button type="button" class="link" disabled={isAuto} onClick={() => onChange(null)}>
              Choose for me
            </button>
          </div>
        </div>
      )}
    </Popover>
  );
}

interface ChoiceProps {
  readonly field: Field;
  readonly checked: boolean;
  readonly onToggle: (id: string) => void;
}

function Choice({ field, checked, onToggle }: ChoiceProps) {
  const kind = field.kind === "attribute" ? "" : field.kind;
  const note = field.kind === "metric" ? `metric ${field.aspect}` : kind;
  return (
    <li>
      <label class="check">
        <input type="checkbox" checked={checked} onChange={() => onToggle(fieldId(field))} />
        <span class="clip">{fieldTitle(field)}</span>
        <span class="faint">{note}</span>
      </label>
    </li>
  );
}

function allFields(keys: readonly KeyCount[], aspect: Aspect): Field[] {
  const attributes = Object.keys(ATTRIBUTES) as AttributeName[];
  const ids = keys.map((key) =>
    key.kind === "metric" ? `metric.${key.key}.${aspect}` : `${key.kind}.${key.key}`,
  );
  const fields = ids.map(parseField).filter((field) => field !== null);
  return [...attributes.map((key) => ({ kind: "attribute", key }) as const), ...fields];
}

function aspectOf(text: string): Aspect {
  return ASPECTS.find((one) => one === text) ?? "last";
}
