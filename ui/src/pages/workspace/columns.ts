/** The columns of the runs table: which there are, how wide, and where each stands. */
import type { Run } from "~/data/projects";
import type { GridColumn } from "~/grid/Column";
import { renderField } from "~/pages/workspace/field_cell";
import { type Field, fieldId, fieldText, fieldTitle, parseField } from "~/pages/workspace/fields";
import { renderMark, renderName } from "~/pages/workspace/name_cell";
import type { RowContext } from "~/pages/workspace/row_context";
import type { Row } from "~/pages/workspace/rows";

/** Columns before the chosen ones: marks and the name. */
export const FIXED = 2;

export interface ColumnChoice {
  readonly ids: readonly string[];
  readonly pins: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
}

/** All columns, the pinned ones first, and how many stay at the left. */
export function runColumns(
  { ids, pins, widths }: ColumnChoice,
  all: "all" | "some" | "none",
  context: RowContext,
): { readonly columns: GridColumn<Row>[]; readonly pinned: number } {
  const fields = ids.map(parseField).filter((field) => field !== null);
  const isPinned = (field: Field) => pins.includes(fieldId(field));
  const ordered = [...fields.filter(isPinned), ...fields.filter((field) => !isPinned(field))];
  const columns = [
    markColumn(all, context),
    nameColumn(widths["name"] ?? 200, context),
    ...ordered.map((field) => fieldColumn(field, widths[fieldId(field)], context)),
  ];
  return { columns, pinned: FIXED + fields.filter(isPinned).length };
}

/** Ids in the order in which the table shows them. */
export function shownOrder(ids: readonly string[], pins: readonly string[]): string[] {
  const pinned = ids.filter((id) => pins.includes(id));
  return [...pinned, ...ids.filter((id) => !pins.includes(id))];
}

/** The ids after one was put in front of another; null is the end. */
export function moveColumn(ids: readonly string[], id: string, before: string | null): string[] {
  const rest = ids.filter((one) => one !== id);
  const at = before === null ? -1 : rest.indexOf(before);
  return at < 0 ? [...rest, id] : [...rest.slice(0, at), id, ...rest.slice(at)];
}

/** Without the columns in which all of these runs are alike; metrics always tell them apart. */
export function differingColumns(ids: readonly string[], runs: readonly Run[]): readonly string[] {
  if (runs.length < 2) return ids;
  return ids.filter((id) => {
    const field = parseField(id);
    if (field === null) return false;
    const first = runs[0];
    const text = first === undefined ? "" : fieldText(field, first);
    const isAlways = field.kind === "attribute" && ["started", "duration"].includes(field.key);
    return isAlways || runs.some((run) => fieldText(field, run) !== text);
  });
}

function markColumn(all: "all" | "some" | "none", context: RowContext): GridColumn<Row> {
  return {
    ...{ id: "mark", title: "", width: 62, align: "left", sortable: false, all },
    render: (cell, row) => renderMark(cell, row, context),
  };
}

function nameColumn(width: number, context: RowContext): GridColumn<Row> {
  return {
    ...{ id: "name", title: "Run", width, align: "left", sortable: true },
    render: (cell, row) => renderName(cell, row, context),
  };
}

function fieldColumn(
  field: Field,
  width: number | undefined,
  context: RowContext,
): GridColumn<Row> {
  const isNumber = field.kind === "metric" || field.kind === "param";
  const title = fieldTitle(field);
  const detail = field.kind === "metric" && field.aspect !== "last" ? field.aspect : "";
  return {
    id: fieldId(field),
    title,
    width: width ?? standardWidth(title.length + detail.length, extraWidth(field, context)),
    align: isNumber ? "right" : "left",
    sortable: true,
    movable: true,
    ...(detail !== "" && { detail }),
    render: (cell, row) => renderField(cell, field, row, context),
  };
}

/** A small number with six digits, such as 0.000333123: cut, it would be read as another one. */
const PARAM_EXTRA = 20;

/** Room for the difference or the spread that stands beside a metric, and for long params. */
function extraWidth(field: Field, { baseline, isGrouped }: RowContext): number {
  if (field.kind === "param") return PARAM_EXTRA;
  if (field.kind !== "metric") return 0;
  return (baseline === undefined ? 0 : 44) + (isGrouped ? 48 : 0);
}

/** Wide enough for its title, within bounds, and for what stands beside its values. */
function standardWidth(letters: number, extra: number): number {
  return Math.min(220, Math.max(96 + extra, 38 + letters * 7));
}
