import { useState } from "preact/hooks";
import type { Run } from "~/data/projects";
import type { MetricStats } from "~/data/run";
import { formatCount, formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { SYSTEM_PREFIX } from "~/lib/system";

/** Of more metrics the first ones are shown, the rest on demand or by name. */
const SHOWN = 40;

/** Each metric in numbers: where it ended, between which values it lay, and their mean. */
export function MetricsTable({ run }: { run: Run }) {
  const [find, setFind] = useState("");
  const [showAll, setShowAll] = useState(false);
  const rows = Object.entries(run.metrics)
    .filter(([key]) => !key.startsWith(SYSTEM_PREFIX))
    .sort(([a], [b]) => a.localeCompare(b));
  if (rows.length === 0) return null;
  const found = rows.filter(([key]) => key.toLowerCase().includes(find.toLowerCase()));
  const shown = showAll ? found : found.slice(0, SHOWN);
  return (
    <section class="block" aria-label="Metrics">
      <header class="block-head">
        <h2>
          Metrics <span class="count">{rows.length}</span>
        </h2>
        {rows.length > SHOWN && (
          <input
            class="field"
            type="search"
            placeholder="Find metrics"
            aria-label="Find metrics"
            value={find}
            onInput={(event) => setFind(event.currentTarget.value)}
          />
        )}
      </header>
      {found.length === 0 && <p class="faint">No metric is called “{find}”.</p>}
      {found.length > 0 && <Rows rows={shown} />}
      {found.length > shown.length && (
        <button type="button" class="link table-more" onClick={() => setShowAll(true)}>
          {found.length - shown.length} more
        </button>
      )}
    </section>
  );
}

const COLUMNS = ["Last", "Min", "Max", "Mean", "Points"] as const;

function Rows({ rows }: { rows: readonly [string, MetricStats][] }) {
  return (
    <section
      class="block-scroll"
      aria-label="Values of the metrics"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <table class="list dense">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" class="right">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, stats]) => (
            <MetricRow key={key} name={key} stats={stats} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MetricRow({ name, stats }: { name: string; stats: MetricStats }) {
  const mean = toNumber(stats.mean);
  return (
    <tr>
      <th scope="row" class="clip" title={name}>
        {name}
      </th>
      <td class="right number strong">{formatNumber(toNumber(stats.last), 5)}</td>
      <Extreme value={toNumber(stats.min)} step={stats.min_step} />
      <Extreme value={toNumber(stats.max)} step={stats.max_step} />
      <td class="right number">{Number.isNaN(mean) ? "—" : formatNumber(mean, 5)}</td>
      <td class="right number muted">{formatCount(stats.count)}</td>
    </tr>
  );
}

function Extreme({ value, step }: { value: number; step: number | null }) {
  return (
    <td class="right number">
      {Number.isNaN(value) ? "—" : formatNumber(value, 5)}
      {step !== null && !Number.isNaN(value) && <span class="faint"> @{formatCount(step)}</span>}
    </td>
  );
}
