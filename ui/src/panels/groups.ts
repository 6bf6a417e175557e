/** Which runs are of one kind: those that are equal in some params and tags, such as all but the seed. */
import { fieldName } from "~/panels/added";
import { fieldValue, numberOf, wordOf } from "~/panels/fields";
import type { RunGroup, ShownRun } from "~/panels/settings";

/** Groups in the order of their values, numbers as numbers; none when there is nothing to group by. */
export function groupsOf(runs: readonly ShownRun[], groupBy: readonly string[]): RunGroup[] {
  if (groupBy.length === 0) return [];
  const groups = new Map<string, { values: string[]; runs: string[] }>();
  for (const run of runs) {
    const values = groupBy.map((field) => wordOf(fieldValue(run, field)));
    const id = JSON.stringify(values);
    const group = groups.get(id) ?? { values, runs: [] };
    group.runs.push(run.id);
    groups.set(id, group);
  }
  return [...groups]
    .sort(([, a], [, b]) => compareValues(a.values, b.values))
    .map(([id, { values, runs: members }], slot) => ({
      ...{ id, slot, runs: members },
      label: values.map((value, i) => `${fieldName(groupBy[i] ?? "")} ${value}`).join(" · "),
    }));
}

function compareValues(a: readonly string[], b: readonly string[]): number {
  for (const [i, one] of a.entries()) {
    const other = b[i] ?? "";
    const difference = numberOf(one) - numberOf(other);
    const order = Number.isNaN(difference) ? one.localeCompare(other) : difference;
    if (order !== 0) return order;
  }
  return 0;
}
