import { useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Segments } from "~/components/Segments";
import { useKeySearch } from "~/data/keys";
import type { KeyCount } from "~/data/projects";
import { fieldTitle, parseField } from "~/pages/workspace/fields";
import { changeState, type WorkspaceState } from "~/pages/workspace/state";
import { AVERAGES, toggle } from "~/pages/workspace/table_state";

export interface GroupPickerProps {
  readonly project: string;
  readonly keys: readonly KeyCount[];
  readonly state: WorkspaceState;
}

const ATTRIBUTES = ["status", "experiment", "user", "host"];
const MAX_ROWS = 60;

function titleOf(id: string): string {
  const field = parseField(id);
  return field === null ? id : fieldTitle(field);
}

/** Chooses what the runs are grouped by: params, tags, attributes, one inside the other. */
export function GroupPicker({ project, keys, state }: GroupPickerProps) {
  const [find, setFind] = useState("");
  const search = useKeySearch(project, find);
  const wanted = find.trim().toLowerCase();
  const all = wanted === "" ? keys : (search.data ?? keys);
  const ids = [
    ...ATTRIBUTES,
    ...all.filter((key) => key.kind !== "metric").map((key) => `${key.kind}.${key.key}`),
  ].filter((id) => id.toLowerCase().includes(wanted) && !state.group.includes(id));
  const set = (group: readonly string[]) => changeState({ group, tree: false, opened: [] }, "step");
  return (
    <div class="picker">
      <div class="picker-head">
        <input
          class="field"
          type="search"
          placeholder="Group by a param or tag"
          aria-label="Search what to group by"
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={state.tree}
            onChange={() => changeState({ tree: !state.tree, group: [], opened: [] }, "step")}
          />
          Child runs under their parents
        </label>
      </div>
      <Chosen group={state.group} onChange={set} />
      {state.group.length > 0 && (
        <div class="picker-row">
          <span class="muted">Metrics as</span>
          <Segments
            name="Metrics of a group as"
            value={state.average}
            choices={AVERAGES.map((value) => ({ value, label: value }))}
            onChange={(average) => changeState({ average }, "step")}
          />
        </div>
      )}
      <ul class="picker-list">
        {ids.slice(0, MAX_ROWS).map((id) => (
          <li key={id}>
            <button type="button" class="picker-choice" onClick={() => set([...state.group, id])}>
              <span class="clip">{titleOf(id)}</span>
              <span class="faint">{id.includes(".") ? id.split(".")[0] : "run"}</span>
            </button>
          </li>
        ))}
        {ids.length === 0 && <li class="faint">No param or tag has “{find}” in its name.</li>}
      </ul>
    </div>
  );
}

interface ChosenProps {
  readonly group: readonly string[];
  readonly onChange: (group: readonly string[]) => void;
}

/** What groups now, the outermost first. */
function Chosen({ group, onChange }: ChosenProps) {
  return (
    <ol class="picker-chosen">
      {group.map((id, i) => (
        <li key={id}>
          <span class="faint">{i === 0 ? "by" : "then by"}</span>
          <span class="clip">{titleOf(id)}</span>
          <IconButton
            name={`Do not group by ${titleOf(id)}`}
            icon="cross"
            onClick={() => onChange(toggle(group, id))}
          />
        </li>
      ))}
    </ol>
  );
}
