/** The names of a project's metrics, params and tags that have a text in them, asked of the server. */
import { useEffect, useState } from "preact/hooks";
import { listKeys } from "~/api/runs";
import type { KeyCount, KeyKind } from "~/api/types";
import { type Answer, useAnswer } from "~/data/query";

/** More of one kind nobody reads; a longer text narrows them. */
const FOUND_SHOWN = 200;

/** While one types, only the text that stands still this long is looked up. */
const TYPING_MS = 60;

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

/** The value once it has not changed for a while. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const due = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(due);
  }, [value, ms]);
  return settled;
}
