import { formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import { MoveMenu } from "~/panels/MoveMenu";
import type { ShownRun } from "~/panels/settings";

interface ValuePanelProps {
  readonly title: string;
  readonly runs: readonly ShownRun[];
  readonly metric: string;
}

/** A metric that has one value in each run: numbers, and bars to compare them. */
export function ValuePanel({ title, runs, metric }: ValuePanelProps) {
  const rows = runs.flatMap((run) => {
    const facts = run.metrics[metric];
    return facts === undefined ? [] : [{ run, value: toNumber(facts.last) }];
  });
  const longest = Math.max(...rows.map((row) => Math.abs(row.value)).filter(Number.isFinite), 0);
  return (
    <section class="panel value-panel" aria-label={title}>
      <header class="panel-head">
        <h3 title={metric}>{title}</h3>
        <div class="panel-tools">
          <MoveMenu />
        </div>
      </header>
      {rows.length === 1 ? (
        <p class="big-value">{formatNumber(rows[0]?.value ?? Number.NaN, 6)}</p>
      ) : (
        <ol class="bars">
          {rows.map(({ run, value }) => (
            <li key={run.id}>
              <span class="bar-label">{run.label}</span>
              <span class="bar-track">
                <span
                  class="bar"
                  style={{
                    width: `${share(value, longest)}%`,
                    background: slotColour(run.slot, theme.value),
                  }}
                />
              </span>
              <span class="number">{formatNumber(value)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function share(value: number, longest: number): number {
  return Number.isFinite(value) && longest > 0 ? (Math.abs(value) / longest) * 100 : 0;
}
