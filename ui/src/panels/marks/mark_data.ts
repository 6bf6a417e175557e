/** Runs and their columns as charts of marks take them. */
import type { Cell } from "~/charts/Column";
import { formatNumber } from "~/lib/format";
import { fieldName } from "~/panels/added";
import { type FieldRun, fieldValue, numberOf, wordOf } from "~/panels/fields";
import type { ShownRun } from "~/panels/settings";

export interface MarkData {
  readonly marks: readonly {
    readonly run: string;
    readonly label: string;
    /** Slot of its colour; null for a run whose curves are not shown. */
    readonly slot: number | null;
  }[];
  readonly columns: readonly {
    readonly id: string;
    readonly label: string;
    /** One for each mark. */
    readonly cells: readonly Cell[];
  }[];
}

/** @param shown the runs with curves. */
export function markData(
  runs: readonly (FieldRun & { readonly name: string })[],
  fields: readonly string[],
  shown: readonly ShownRun[],
): MarkData {
  const slots = new Map(shown.map((run) => [run.id, run.slot]));
  return {
    marks: runs.map((run) => ({
      run: run.id,
      label: run.name,
      slot: slots.get(run.id) ?? null,
    })),
    columns: fields.map((id) => ({
      id,
      label: columnLabel(id),
      cells: runs.map((run) => cellOf(run, id)),
    })),
  };
}

function cellOf(run: FieldRun, id: string): Cell {
  const value = fieldValue(run, id);
  const number = numberOf(value);
  if (typeof value === "number") return { number, word: formatNumber(value, 5) };
  return { number, word: value === undefined ? null : wordOf(value) };
}

/** A metric's column says which statistic it is, unless it is the last value. */
function columnLabel(id: string): string {
  const name = fieldName(id);
  const [, key, aspect] = /^(.+)\.(last|min|max|mean|first|count)$/.exec(name) ?? [];
  if (!id.startsWith("metric.") || key === undefined) return name;
  return aspect === "last" ? key : `${aspect} ${key}`;
}

/** What a tooltip says of a run: each column and its value. */
export function tellMark({ columns }: MarkData, index: number): string[] {
  return columns.map(({ label, cells }) => `${label}: ${cells[index]?.word ?? "—"}`);
}
