/** Puts curves, colours and dashes together into the lines of a chart. */
import type { Line } from "~/charts/Line";
import type { FedView, SeriesGroup } from "~/data/curve_feed";
import type { KnownSeries, SeriesExtent } from "~/data/series_source";
import { metricSlot, slotColour, slotDash, type ThemeName } from "~/lib/palette";
import { seriesName } from "~/lib/series";
import type { MetricFacts, RunGroup, RunTimes, ShownRun } from "~/panels/settings";
import type { Curve } from "~/series/curve";
import type { Grouped } from "~/series/group";

/** A series of a panel, and what tells it from the others. */
export interface PanelSeries extends KnownSeries {
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
      const facts = run.metrics[key];
      if (facts === undefined) return;
      const extent = extentOf(facts, run.times);
      series.push({ run: run.id, key, extent, ...lookOf(run, runs.length, keys, i) });
    });
  }
  return series;
}

/**
 * Where the curve of a run lies that has ended: that it grows is no news any more. Null where only the
 * server knows: the run goes on, or its last value is a final one, which has no step.
 */
function extentOf(facts: MetricFacts, times: RunTimes): SeriesExtent | null {
  const { first_step: firstStep, last_step: lastStep, last_time: lastTime, count } = facts;
  if (times.status === "running" || firstStep === null || lastStep === null) return null;
  const [min, max] = [Number(facts.min), Number(facts.max)];
  const { started_at: startTime, pauses } = times;
  return { count, firstStep, lastStep, startTime, lastTime, min, max, pauses };
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

/** A metric of a group of runs, and what tells it from the others. */
export interface PanelGroup extends SeriesGroup {
  readonly label: string;
  readonly slot: number;
  readonly dash: readonly number[];
  readonly runs: readonly string[];
}

/** The groups of a panel: each of its metrics in each group that has a run with it. */
export function panelGroups(
  groups: readonly RunGroup[],
  series: readonly PanelSeries[],
  keys: readonly string[],
): PanelGroup[] {
  return groups.flatMap((group, number) =>
    keys.flatMap((key, i) => {
      const members = series.filter((one) => one.key === key && group.runs.includes(one.run));
      if (members.length === 0) return [];
      const several = keys.length > 1;
      const dash = several ? dashOf(i) : slotDash(group.slot);
      const label = groupLabel(group, members.length, several ? key : null);
      const runs = members.map((one) => one.run);
      return [
        { id: `group ${number}\t${key}`, series: members, label, slot: group.slot, dash, runs },
      ];
    }),
  );
}

/** @param key the metric, in a panel of several. */
function groupLabel(group: RunGroup, count: number, key: string | null): string {
  const metric = key === null ? "" : ` · ${key}`;
  const all = group.runs.length;
  const runs = all === 1 ? "1 run" : `${all} runs`;
  // A run of the group may lack the metric, or be one too many to draw.
  return `${group.name}${metric} (${count < all ? `${count} of ` : ""}${runs})`;
}

/** Lines of the chart: the series, or their groups, whose curves are here. */
export function chartLines(
  series: readonly PanelSeries[],
  groups: readonly PanelGroup[],
  fed: FedView,
  theme: ThemeName,
): Line[] {
  if (groups.length > 0) return groups.flatMap((group) => groupLine(group, fed, theme));
  return series.flatMap((one) => {
    const id = seriesName(one);
    const curve = fed.curves.get(id);
    if (curve === undefined) return [];
    const colour = slotColour(one.slot, theme);
    return [{ ...curve, id, run: one.run, label: one.label, colour, dash: one.dash }];
  });
}

function groupLine(group: PanelGroup, fed: FedView, theme: ThemeName): Line[] {
  const grouped = fed.groups.get(group.id);
  if (grouped === undefined) return [];
  const { id, label, dash, runs } = group;
  const look = { id, run: id, label, dash, colour: slotColour(group.slot, theme) };
  return [{ ...look, curve: groupCurve(grouped), smoothed: null, members: runs }];
}

/** A group as a curve: its line is the mean, its band the extremes, its runs the count. */
function groupCurve({ x, centre, low, high, runs }: Grouped): Curve {
  const n = x.length;
  const lacks = Number.isNaN(low.find((value) => !Number.isNaN(value)) ?? Number.NaN);
  return {
    ...{ n, x, first: centre, last: centre, mean: centre, count: runs },
    // Without a band the line itself is all that the range of y must hold.
    ...{ min: lacks ? centre : low, max: lacks ? centre : high },
    ...{ flags: new Uint8Array(n), width: new Float64Array(n) },
    points: runs.reduce((sum, one) => sum + one, 0),
  };
}
