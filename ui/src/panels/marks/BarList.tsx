import { formatNumber } from "~/lib/format";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import { hovered } from "~/panels/hover";
import { type Bar, barsOf } from "~/panels/marks/bars";
import type { MarkData } from "~/panels/marks/mark_data";
import type { RunGroup } from "~/panels/settings";

/** More bars than this are scrolled past by nobody. */
const MOST_BARS = 100;

/** A bar for each run or group, the highest first; whiskers reach over a group's runs. */
export function BarList({ data, groups }: { data: MarkData; groups: readonly RunGroup[] }) {
  const all = barsOf(data, groups);
  const bars = all.slice(0, MOST_BARS);
  if (bars.length === 0) return <p class="panel-note">No run has a number here</p>;
  const least = Math.min(0, ...bars.map((bar) => bar.low));
  const most = Math.max(0, ...bars.map((bar) => bar.high));
  const share = (value: number) => (most === least ? 0 : ((value - least) / (most - least)) * 100);
  return (
    <div class="bar-list">
      <ol class="bars">
        {bars.map((bar) => (
          <BarRow key={bar.id} bar={bar} share={share} />
        ))}
      </ol>
      {all.length > MOST_BARS && <p class="muted">and {all.length - MOST_BARS} more</p>}
    </div>
  );
}

function BarRow({ bar, share }: { bar: Bar; share: (value: number) => number }) {
  const { low, high, value, slot, label } = bar;
  const [from, to] = [share(Math.min(0, value)), share(Math.max(0, value))];
  const colour = slot === null ? "var(--control)" : slotColour(slot, theme.value);
  const spread = low < high ? ` (${formatNumber(low)} … ${formatNumber(high)})` : "";
  return (
    <li
      title={`${label}: ${formatNumber(value, 6)}${spread}`}
      onPointerEnter={() => {
        hovered.value = { x: null, run: bar.id, by: "bars" };
      }}
      onPointerLeave={() => {
        hovered.value = null;
      }}
    >
      <span class="bar-label">{label}</span>
      <span class="bar-track">
        <span
          class="bar"
          style={{ marginLeft: `${from}%`, width: `${to - from}%`, background: colour }}
        />
        {low < high && (
          <span
            class="bar-spread"
            style={{ left: `${share(low)}%`, width: `${share(high) - share(low)}%` }}
          />
        )}
      </span>
      <span class="number">{formatNumber(value)}</span>
    </li>
  );
}
