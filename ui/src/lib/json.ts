/** Any JSON document. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A number as the API writes it: JSON has no NaN and no infinities, so those come as words. */
export type WireNumber = number | string | null;

/** The value of a number of the API; null and words that are no numbers are NaN. */
export function toNumber(wire: WireNumber | undefined): number {
  if (typeof wire === "number") return wire;
  return wire === null || wire === undefined || wire === "" ? Number.NaN : Number(wire);
}

/** Whether a JSON value is an object with named fields. */
export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text at a path of field names, or "" when there is none. */
export function textAt(value: Json | undefined, ...path: string[]): string {
  let here: Json | undefined = value;
  for (const name of path) here = isObject(here) ? here[name] : undefined;
  return typeof here === "string" || typeof here === "number" ? String(here) : "";
}
