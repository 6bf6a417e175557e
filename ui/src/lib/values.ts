/** JSON values as text. */
import { formatNumber } from "~/lib/format";
import type { Json } from "~/lib/json";

/** A value in one line, for a cell: numbers short, text as it is, documents as JSON. */
export function formatValue(value: Json | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return formatNumber(value, 6);
  if (typeof value === "string") return value;
  return value === null ? "null" : JSON.stringify(value);
}
