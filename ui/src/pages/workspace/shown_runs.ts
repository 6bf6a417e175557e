/** Which runs have curves, and in which colours; and the groups that charts may draw as one. */
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { slotsOf } from "~/data/colours";
import type { RunSource } from "~/data/run_list";
import { LEAST_OF_RAMP, rampSlot, slotColour, type ThemeName } from "~/lib/palette";
import { type Group, groupName, innermost } from "~/pages/workspace/grouping";
import type { WorkspaceState } from "~/pages/workspace/state";
import { useDetails } from "~/pages/workspace/use_workspace";
import type { ShownRun } from "~/panels/settings";

/** Runs behind the lines of groups: enough for the seeds of a whole sweep, few enough to fetch at once. */
const MOST_OF_GROUPS = 300;

/** The runs with curves, each with its colour, as far as what charts need of them is here. */
export function useShownRuns(
  project: string,
  list: RunSource,
  groups: readonly Group[],
  state: WorkspaceState,
): readonly ShownRun[] {
  const top = topOf(state);
  const total = list.total.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: how many there are is known after the first answer.
  useEffect(() => list.keep(top), [list, top, total]);
  const ids = shownIds(list, groups, state);
  const { details, version } = useDetails(project, ids);
  const isUnknown = total === null && state.group.length === 0 && top > 0;
  // The list says who they are; what they measured is asked for beside it, not after it.
  useLayoutEffect(() => {
    if (isUnknown) details.wantFirst(list.search, top);
  }, [details, list, isUnknown, top]);
  const stamp = ids.join(".");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp holds the ids, the version says that what is known of them changed.
  return useMemo(() => {
    const slots = groups.length > 0 ? slotsOfGroups(project, groups) : slotsOfRuns(project, ids);
    return ids.flatMap((id) => {
      const run = details.get(id);
      if (run === undefined) return [];
      const { metrics, params, tags } = run;
      const slot = slots.get(id) ?? 0;
      return [{ id, label: run.name, slot, metrics, params, tags, times: run }];
    });
  }, [project, stamp, version, groups]);
}

/** How many of the first runs have curves; groups that only charts have are made of all that match. */
function topOf({ shown, group, groupBy }: WorkspaceState): number {
  if ("runs" in shown) return 0;
  return group.length === 0 && groupBy.length > 0 ? MOST_OF_GROUPS : shown.top;
}

function shownIds(
  list: RunSource,
  groups: readonly Group[],
  state: WorkspaceState,
): readonly string[] {
  const { shown } = state;
  if ("runs" in shown) return shown.runs;
  if (groups.length === 0) return list.head(topOf(state)).map((run) => run.id);
  const first = innermost(groups).slice(0, shown.top);
  return first.flatMap((group) => group.runs.map((run) => run.id)).slice(0, MOST_OF_GROUPS);
}

function slotsOfRuns(project: string, ids: readonly string[]): ReadonlyMap<string, number> {
  const slots = slotsOf(project, ids);
  return new Map(ids.map((id, i) => [id, slots[i] ?? 0]));
}

/** Runs have the colour of their group. */
function slotsOfGroups(project: string, groups: readonly Group[]): ReadonlyMap<string, number> {
  const slots = groupSlots(project, groups);
  return new Map(
    innermost(groups).flatMap((group) =>
      group.runs.map((run) => [run.id, slots.get(group.key) ?? 0] as const),
    ),
  );
}

/**
 * The colour slots of the innermost groups by their keys: a ramp where one column of numbers groups
 * them, else slots that a project keeps as those of runs.
 */
export function groupSlots(project: string, groups: readonly Group[]): ReadonlyMap<string, number> {
  const inner = innermost(groups);
  const values = inner.map((group) => (group.depth > 0 ? Number.NaN : Number(group.value || "?")));
  if (inner.length >= LEAST_OF_RAMP && !values.some(Number.isNaN)) {
    return new Map(inner.map((group, i) => [group.key, rampSlot(i, inner.length)]));
  }
  const slots = slotsOf(project, inner.map(slotName));
  return new Map(inner.map((group, i) => [group.key, slots[i] ?? 0]));
}

function slotName(group: Group): string {
  return `group:${group.key}`;
}

/** A group as charts draw it: its mean as one line, its spread as a band. */
export interface ChartGroup {
  readonly name: string;
  readonly slot: number;
  readonly colour: string;
  readonly runs: readonly string[];
}

/** The innermost groups of the table, for charts that draw groups; none when nothing is grouped. */
export function groupsOf(
  project: string,
  groups: readonly Group[],
  theme: ThemeName,
): readonly ChartGroup[] {
  const slots = groupSlots(project, groups);
  return innermost(groups).map((group) => {
    const slot = slots.get(group.key) ?? 0;
    const runs = group.runs.map((run) => run.id);
    return { name: groupName(group), slot, colour: slotColour(slot, theme), runs };
  });
}
