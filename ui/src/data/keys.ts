/** The names of a project's metrics, params and tags that have a text in them, asked of the server. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError } from "~/api/client";
import { listKeys, listValues } from "~/api/runs";
import type { FieldValue, KeyCount, KeyKind } from "~/api/types";
import { type News, useNews } from "~/data/live";
import { type Answer, queries, useAnswer } from "~/data/query";
import { throttle } from "~/lib/throttle";

/** More of one kind nobody reads; a longer text narrows them. */
const FOUND_SHOWN = 200;

export type { FieldValue } from "~/api/types";

/** While one types, only the text that stands still this long is looked up. */
const TYPING_MS = 60;

/** A list that is full holds the keys that are used most, and a new one is not among them. */
const KNOWN_KEYS = 1_000;

const KINDS: readonly KeyKind[] = ["metric", "param", "tag"];

/** Keys with the text in their names, the most used first; nothing is asked for an empty text. */
export function useKeySearch(project: string, text: string): Answer<readonly KeyCount[]> {
  const settled = useSettled(text.trim(), TYPING_MS);
  return useAnswer({
    key: ["keys", project, settled],
    when: settled !== "",
    ask: async (signal) => {
      const search = { project, contains: settled, limit: FOUND_SHOWN };
      const asked = KINDS.map((kind) => listKeys({ ...search, kind }, signal));
      return (await Promise.all(asked)).flat();
    },
  });
}

/** Whose values, as a query writes the field, and among which runs. */
export interface ValueQuestion {
  readonly project: string;
  /** Empty asks nothing. */
  readonly field: string;
  /** The other conditions of the filter. */
  readonly query: string;
  readonly contains: string;
  readonly deleted: boolean;
}

/** Values of metrics and moments are measured: hardly two runs have the same, and none are listed. */
const MEASURED = /^(metrics?\.|started|ended|duration|id$|notes$)/i;

/** As many as the list under a filter has room for. */
const VALUES_SHOWN = 10;

const NO_VALUES: readonly FieldValue[] = [];

/** The values that runs have of a field, the most used first. While an answer is awaited, those of
 * the text before stay: they are narrowed where they are shown. */
export function useFieldValues(question: ValueQuestion): readonly FieldValue[] {
  const { field, query, project, deleted } = question;
  const asked = useSettled(question.contains, TYPING_MS);
  const search = { project, field, query, contains: asked, limit: VALUES_SHOWN, deleted };
  const answer = useAnswer({
    key: ["values", ...Object.values(search)],
    when: field !== "" && !MEASURED.test(field),
    ask: (signal) =>
      listValues(search, signal).catch((error: unknown) => {
        // The other conditions may be unfinished too; then all runs of the project count.
        if (!(error instanceof ApiError) || error.code !== "query_syntax") throw error;
        return listValues({ ...search, query: "" }, signal);
      }),
  });
  const shown = useRef({ field, values: NO_VALUES });
  if (answer.data !== undefined) shown.current = { field, values: answer.data };
  return shown.current.field === field ? shown.current.values : NO_VALUES;
}

/** New metrics of running runs are looked up at most this often. */
const REFRESH_MS = 2_000;

/** Asks for a project's keys again when a run measures something that is not among them. */
export function useNewKeys(project: string, keys: readonly KeyCount[] | undefined): void {
  const known = useRef<ReadonlySet<string>>(new Set());
  known.current = useMemo(
    () => new Set(keys?.filter((key) => key.kind === "metric").map((key) => key.key)),
    [keys],
  );
  const hear = useMemo(() => {
    const refresh = throttle(() => {
      void queries.invalidateQueries({ queryKey: ["keys", project], exact: true });
    }, REFRESH_MS);
    return (news: News) => {
      if (news.kind !== "run" || known.current.size >= KNOWN_KEYS) return;
      if (Object.keys(news.data.metrics).some((key) => !known.current.has(key))) refresh();
    };
  }, [project]);
  useNews(`project:${project}`, hear);
}

/** The value once it has not changed for a while. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const due = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(due);
  }, [value, ms]);
  return settled;
}
