/** The difference of two JSON documents, as a tree of what stands where. */
import { isObject, type Json } from "~/lib/json";

export type Change = "same" | "changed" | "removed" | "added";

/** A place in both documents. Places with children hold no value of their own. */
export interface JsonDiff {
  readonly key: string;
  readonly change: Change;
  /** Undefined where the document has nothing. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly children: readonly JsonDiff[];
  /** Leaves below that are not the same; a leaf counts itself. */
  readonly differences: number;
}

/** Compares two documents; objects by their keys, lists by their places. */
export function diffJson(before: Json | undefined, after: Json | undefined, key = ""): JsonDiff {
  const left = partsOf(before);
  const right = partsOf(after);
  // An object against a list, or against a plain value, changed as a whole.
  const nested = (left ?? right) !== null && sameShape(before, after);
  if (!nested) return leaf(key, before, after);
  const keys = [...new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])];
  const children = keys.map((name) => diffJson(left?.[name], right?.[name], name));
  const differences = children.reduce((sum, child) => sum + child.differences, 0);
  if (children.length === 0) return leaf(key, before, after);
  return {
    key,
    change: changeOf(before, after, differences),
    before,
    after,
    children,
    differences,
  };
}

function leaf(key: string, before: Json | undefined, after: Json | undefined): JsonDiff {
  const differences = Number(!sameJson(before, after));
  const change = changeOf(before, after, differences);
  return { key, change, before, after, children: [], differences };
}

function changeOf(before: Json | undefined, after: Json | undefined, differences: number): Change {
  if (differences === 0) return "same";
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}

function sameShape(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  return isObject(before) === isObject(after) && Array.isArray(before) === Array.isArray(after);
}

/** Named parts of an object or list; null for a plain value. */
function partsOf(value: Json | undefined): Readonly<Record<string, Json>> | null {
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return isObject(value) ? value : null;
}

/** Whether two documents say the same; the order of an object's keys says nothing. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, i) => sameJson(one, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
    );
  }
  return a === b;
}
