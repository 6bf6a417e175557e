import type { ComparedRun } from "~/pages/compare/columns";

interface RunSelectProps {
  readonly label: string;
  readonly value: string;
  readonly runs: readonly ComparedRun[];
  readonly onChange: (run: string) => void;
}

/** One of the compared runs. */
export function RunSelect({ label, value, runs, onChange }: RunSelectProps) {
  return (
    <label class="select-label">
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {runs.map(({ run }) => (
          <option key={run.id} value={run.id} selected={run.id === value}>
            {run.name}
          </option>
        ))}
      </select>
    </label>
  );
}
