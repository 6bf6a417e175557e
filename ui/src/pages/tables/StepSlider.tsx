import type { TableEntry } from "~/data/tables";
import { formatCount } from "~/lib/format";

interface StepSliderProps {
  readonly table: TableEntry;
  /** Null is the newest. */
  readonly step: number | null;
  readonly onStep: (step: number | null) => void;
}

/** The steps at which a table was logged; the last is the newest. */
export function StepSlider({ table, step, onStep }: StepSliderProps) {
  const steps = table.versions.map((version) => version.step);
  if (steps.length < 2) {
    const only = steps[0];
    return only === null || only === undefined ? null : (
      <span class="muted">step {formatCount(only)}</span>
    );
  }
  const last = steps.length - 1;
  const found = step === null ? last : steps.indexOf(step);
  const at = found < 0 ? last : found;
  const shown = steps[at] ?? null;
  const told = shown === null ? "no step" : formatCount(shown);
  return (
    <label class="table-steps">
      <span class="muted">Step</span>
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={at}
        aria-valuetext={`step ${told}`}
        onInput={(event) => {
          const next = Number(event.currentTarget.value);
          onStep(next === last ? null : (steps[next] ?? null));
        }}
      />
      <output>{told}</output>
    </label>
  );
}
