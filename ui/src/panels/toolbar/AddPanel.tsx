import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Popover } from "~/components/Popover";
import { Segments } from "~/components/Segments";
import { ADDED_KINDS, type AddedKind, type PanelSpec } from "~/panels/added";
import { PickList } from "~/panels/toolbar/PickList";

const KINDS: Record<AddedKind, { readonly label: string; readonly hint: string }> = {
  line: { label: "Lines", hint: "Metrics that share one chart" },
  scatter: { label: "Scatter", hint: "Two columns: x, then y; one dot for each run" },
  parallel: { label: "Parallel", hint: "Columns from left to right; the last one is the goal" },
  bar: { label: "Bars", hint: "One column: a bar for each run or group" },
};

interface AddPanelProps {
  readonly metrics: readonly string[];
  /** Column ids of params and tags. */
  readonly fields: readonly string[];
  readonly onAdd: (panel: PanelSpec) => void;
}

/** Puts a panel of one's own beside those that are made by themselves. */
export function AddPanel(props: AddPanelProps) {
  return (
    <Popover label="Add panel" icon="plus">
      {(close) => (
        <PanelForm
          {...props}
          onAdd={(panel) => {
            props.onAdd(panel);
            close();
          }}
        />
      )}
    </Popover>
  );
}

const CHOICES = ADDED_KINDS.map((value) => ({ value, label: KINDS[value].label }));

function PanelForm({ metrics, fields, onAdd }: AddPanelProps) {
  const [kind, setKind] = useState<AddedKind>("scatter");
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const names = kind === "line" ? metrics : [...fields, ...metrics.flatMap(statistics)];
  const most = kind === "scatter" ? 2 : kind === "bar" ? 1 : 24;
  const toggle = (name: string) => {
    if (chosen.includes(name)) setChosen(chosen.filter((one) => one !== name));
    else setChosen([...chosen, name].slice(-most));
  };
  const enough = chosen.length >= (kind === "line" || kind === "bar" ? 1 : 2);
  return (
    <div class="panel-form">
      <Segments
        name="Kind of panel"
        value={kind}
        choices={CHOICES}
        onChange={(next) => {
          setKind(next);
          setChosen([]);
        }}
      />
      <p class="muted">{KINDS[kind].hint}</p>
      <PickList label="Find columns" names={names} chosen={chosen} onPick={toggle} />
      {chosen.length > 0 && <p class="panel-form-chosen">{chosen.join(" · ")}</p>}
      <input
        class="field small"
        placeholder="Title (may be empty)"
        aria-label="Title"
        value={title}
        onInput={(event) => setTitle(event.currentTarget.value)}
      />
      <Button
        tone="primary"
        disabled={!enough}
        onClick={() => onAdd({ kind, title: title.trim(), fields: chosen })}
      >
        Add
      </Button>
    </div>
  );
}

function statistics(metric: string): string[] {
  return ["last", "min", "max"].map((aspect) => `metric.${metric}.${aspect}`);
}
