/** Which runs are of one kind: those that are equal in some params and tags, such as all but the seed. */
import type { Json } from "~/lib/json";
import { LEAST_OF_RAMP, rampSlot } from "~/lib/palette";
import { fieldName } from "~/panels/added";
import { fieldValue, numberOf, wordOf } from "~/panels/fields";
import type { RunGroup, ShownRun } from "~/panels/settings";

/** Groups in the order of their values, numbers as numbers; none when there is nothing to group by. */
export function groupsOf(runs: readonly ShownRun[], groupBy: readonly string[]): RunGroup[] {
  if (groupBy.length === 0) return [];
  const groups = new Map<string, { values: Value[]; runs: string[] }>();
  for (const run of runs) {
    const values = groupBy.map((field) => fieldValue(run, field));
    // Of the values themselves: as they are shown, two that differ in the seventh digit are equal.
    const id = JSON.stringify(values.map((value) => value ?? null));
    const group = groups.get(id) ?? { values, runs: [] };
    group.runs.push(run.id);
    groups.set(id, group);
  }
  const sorted = [...groups].sort(([, a], [, b]) => compareAll(a.values, b.values));
  const isOrdered =
    sorted.length >= LEAST_OF_RAMP &&
    groupBy.length === 1 &&
    sorted.every(([, one]) => isNumber(one));
  return sorted.map(([, { values, runs: members }], i) => ({
    ...{ slot: isOrdered ? rampSlot(i, sorted.length) : i, runs: members },
    name: values.map((value, i) => `${fieldName(groupBy[i] ?? "")} ${wordOf(value)}`).join(" · "),
  }));
}

function isNumber({ values }: { readonly values: readonly Value[] }): boolean {
  return rankOf(values[0]) === 0;
}

type Value = Json | undefined;

function compareAll(a: readonly Value[], b: readonly Value[]): number {
  for (const [i, one] of a.entries()) {
    const order = compare(one, b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers by size, then words by the alphabet, then runs that have nothing. */
function compare(a: Value, b: Value): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  return rankA === 0 ? numberOf(a) - numberOf(b) : wordOf(a).localeCompare(wordOf(b));
}

function rankOf(value: Value): number {
  if (value === undefined) return 2;
  return Number.isNaN(numberOf(value)) ? 1 : 0;
}
