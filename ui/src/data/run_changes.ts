/** Changes of many runs at once: a tag, into the trash and back. Each can be undone. */
import { changeRuns, searchRuns } from "~/api/runs";
import type { Run } from "~/api/types";

/** The server changes this many at once. */
const AT_ONCE = 1_000;

/** Runs of one search by id: each listed value counts against the limit of a query. */
const IDS_A_SEARCH = 100;

/** What was done to many runs. */
export interface Change {
  /** Runs that are otherwise than before; the others were so already. */
  readonly changed: number;
  /** Makes them as they were. */
  readonly undo: () => Promise<void>;
}

/** Puts runs into the trash. */
export async function deleteRuns(runs: readonly string[]): Promise<Change> {
  const changed = await inSlices(runs, (some) => changeRuns({ runs: some, action: "delete" }));
  return { changed, undo: async () => void (await restoreRuns(runs)) };
}

/** Takes runs out of the trash. */
export async function restoreRuns(runs: readonly string[]): Promise<Change> {
  const changed = await inSlices(runs, (some) => changeRuns({ runs: some, action: "restore" }));
  return { changed, undo: async () => void (await deleteRuns(runs)) };
}

/** Sets one tag on many runs, or removes it with null. */
export async function tagRuns(
  runs: readonly string[],
  key: string,
  value: string | null,
): Promise<Change> {
  const before = await tagValues(runs, key);
  const changed = await setTag(runs, key, value);
  const undo = async () => {
    for (const [was, some] of before) await setTag(some, key, was);
  };
  return { changed, undo };
}

function setTag(runs: readonly string[], key: string, value: string | null): Promise<number> {
  const tags = { [key]: value };
  return inSlices(runs, (some) => changeRuns({ runs: some, action: "tag", tags }));
}

/** The runs by the value that a tag of theirs has; null where there is none. */
async function tagValues(
  runs: readonly string[],
  key: string,
): Promise<ReadonlyMap<string | null, string[]>> {
  const values = new Map<string | null, string[]>();
  for (const run of await runsOf(runs, { params: [], metrics: [], tags: [key] })) {
    const value = run.tags[key] ?? null;
    values.set(value, [...(values.get(value) ?? []), run.id]);
  }
  return values;
}

/** Runs by their ids, in the trash or not, with some of their keys. */
export async function runsOf(
  ids: readonly string[],
  fields: { params: string[] | null; metrics: string[] | null; tags: string[] | null },
  signal?: AbortSignal,
): Promise<Run[]> {
  const found: Run[] = [];
  for (let at = 0; at < ids.length; at += IDS_A_SEARCH) {
    const some = ids.slice(at, at + IDS_A_SEARCH);
    const query = `id in (${some.map((id) => `'${id}'`).join(", ")})`;
    const page = await searchRuns({ query, fields, limit: some.length, deleted: null }, signal);
    found.push(...page.runs);
  }
  return found;
}

async function inSlices(
  runs: readonly string[],
  change: (some: readonly string[]) => Promise<{ changed: number }>,
): Promise<number> {
  let changed = 0;
  for (let at = 0; at < runs.length; at += AT_ONCE) {
    changed += (await change(runs.slice(at, at + AT_ONCE))).changed;
  }
  return changed;
}
