/** Bars of a panel: one for each run, or for each group with the spread of its runs. */
import type { MarkData } from "~/panels/marks/mark_data";
import type { RunGroup } from "~/panels/settings";

export interface Bar {
  readonly id: string;
  readonly label: string;
  /** Slot of its colour; null stands back. */
  readonly slot: number | null;
  readonly value: number;
  /** Extremes of a group's runs; of a single run its value. */
  readonly low: number;
  readonly high: number;
}

/** The highest first; runs without a finite value have no bar. */
export function barsOf(data: MarkData, groups: readonly RunGroup[]): Bar[] {
  const bars = groups.length > 0 ? groupBars(data, groups) : runBars(data);
  return bars.filter((bar) => Number.isFinite(bar.value)).sort((a, b) => b.value - a.value);
}

function runBars({ marks, columns }: MarkData): Bar[] {
  return marks.map(({ run, label, slot }, i) => {
    const value = columns[0]?.cells[i]?.number ?? Number.NaN;
    return { id: run, label, slot, value, low: value, high: value };
  });
}

function groupBars({ marks, columns }: MarkData, groups: readonly RunGroup[]): Bar[] {
  const values = new Map(marks.map(({ run }, i) => [run, columns[0]?.cells[i]?.number]));
  return groups.map(({ name, slot, runs }) => {
    const found = runs.map((run) => values.get(run) ?? Number.NaN).filter(Number.isFinite);
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    const [low, high] = [Math.min(...found), Math.max(...found)];
    const label = `${name} (${found.length})`;
    return { id: name, slot, low, high, value: mean, label };
  });
}
