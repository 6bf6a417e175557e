import type { Json } from "~/lib/json";

/** Rows of a table that was logged: its columns, then its rows; null when it is no such table. */
export function tableRows(value: Json | undefined): string[][] | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { columns, rows } = value;
  if (!Array.isArray(columns) || !Array.isArray(rows)) return null;
  const body = rows.map((row) => (Array.isArray(row) ? row.map(cellText) : []));
  return [columns.map(cellText), ...body];
}

/** A value in a cell: texts as they are, all else as JSON. */
export function cellText(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
