import { IconButton } from "~/components/Button";
import { formatCount } from "~/lib/format";

interface StepSliderProps {
  /** Steps in order; null is what was logged without one. */
  readonly steps: readonly (number | null)[];
  readonly at: number;
  readonly onChange: (index: number) => void;
}

/** Walks over the steps at which something was logged. */
export function StepSlider({ steps, at, onChange }: StepSliderProps) {
  const last = steps.length - 1;
  const step = steps[at] ?? null;
  const text = step === null ? "no step" : `step ${formatCount(step)}`;
  return (
    <div class="step-slider">
      <IconButton
        name="Earlier step"
        icon="chevronLeft"
        disabled={at <= 0}
        onClick={() => onChange(at - 1)}
      />
      <input
        type="range"
        aria-label="Step"
        aria-valuetext={text}
        min={0}
        max={last}
        value={at}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <IconButton
        name="Later step"
        icon="chevronRight"
        disabled={at >= last}
        onClick={() => onChange(at + 1)}
      />
      <span class="number step-text">{text}</span>
      <span class="faint number">
        {at + 1} of {steps.length}
      </span>
    </div>
  );
}
