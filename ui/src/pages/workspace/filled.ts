/** Which columns have nothing in any run that matches, loaded or not. */
import { countMatching, type Matching } from "~/data/matching";
import type { Run } from "~/data/projects";
import { type Field, fieldId, fieldQuery, fieldText, parseField } from "~/pages/workspace/fields";

/**
 * The ids of the columns without a value. What the loaded runs show is known; of the other columns
 * the server tells whether any run that matches has one.
 */
export async function emptyColumns(
  matching: Matching,
  ids: readonly string[],
  loaded: readonly Run[],
  stop: AbortSignal,
): Promise<ReadonlySet<string>> {
  const fields = ids.map(parseField).filter((field) => field !== null);
  const unseen = fields.filter((field) => mayBeEmpty(field, loaded));
  const found = await Promise.all(
    unseen.map(async (field) => {
      const query = joined(matching.query ?? "", hasValue(field));
      const count = await countMatching({ ...matching, query }, stop);
      return count === 0 ? [fieldId(field)] : [];
    }),
  );
  return new Set(found.flat());
}

/** Every run has attributes; the words of the query language for them are no columns of values. */
function mayBeEmpty(field: Field, loaded: readonly Run[]): boolean {
  return field.kind !== "attribute" && !loaded.some((run) => fieldText(field, run) !== "");
}

function hasValue(field: Field): string {
  const counted = field.kind === "metric" ? ({ ...field, aspect: "count" } as const) : field;
  return `${fieldQuery(counted)} IS NOT NULL`;
}

function joined(query: string, more: string): string {
  return query.trim() === "" ? more : `(${query}) and ${more}`;
}
