/** Puts curves, colours and dashes together into the lines of a chart. */
import type { Line } from "~/charts/Line";
import type { FedCurve } from "~/data/curve_feed";
import { metricSlot, slotColour, slotDash, type ThemeName } from "~/lib/palette";
import { type SeriesRef, seriesName } from "~/lib/series";
import type { ShownRun } from "~/panels/settings";

/** A series of a panel, and what tells it from the others. */
export interface PanelSeries extends SeriesRef {
  readonly label: string;
  readonly slot: number;
  readonly dash: readonly number[];
}

/** In a panel of several metrics the dash tells which: train solid, val dashed, test dotted. */
const KEY_DASHES: readonly (readonly number[])[] = [[], [5, 3], [1.5, 3], [8, 3, 2, 3]];

/** The series of a panel: its metrics in each run that has them. */
export function panelSeries(runs: readonly ShownRun[], keys: readonly string[]): PanelSeries[] {
  const series: PanelSeries[] = [];
  for (const run of runs) {
    keys.forEach((key, i) => {
      if (run.metrics[key] === undefined) return;
      series.push({ run: run.id, key, ...lookOf(run, runs.length, keys, i) });
    });
  }
  return series;
}

function lookOf(run: ShownRun, runs: number, keys: readonly string[], i: number) {
  const key = keys[i] ?? "";
  const several = keys.length > 1;
  // A single run has no others to be told from, so its metrics get a colour each.
  if (runs === 1) return { label: key, slot: metricSlot(run.slot, i), dash: [] };
  const label = several ? `${run.label} · ${key}` : run.label;
  return { label, slot: run.slot, dash: several ? dashOf(i) : slotDash(run.slot) };
}

/** The dash of the i-th metric of a panel. */
export function dashOf(i: number): readonly number[] {
  return KEY_DASHES[i % KEY_DASHES.length] ?? [];
}

/** Lines of the chart: the series whose curves are here. */
export function chartLines(
  series: readonly PanelSeries[],
  curves: ReadonlyMap<string, FedCurve>,
  theme: ThemeName,
): Line[] {
  return series.flatMap((one) => {
    const id = seriesName(one);
    const fed = curves.get(id);
    if (fed === undefined) return [];
    const colour = slotColour(one.slot, theme);
    return [{ ...fed, id, run: one.run, label: one.label, colour, dash: one.dash }];
  });
}
