/** The feed of what happened, page by page. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { getActivity } from "~/api/overview";
import type { Happening } from "~/api/types";
import { type Answer, useAnswer } from "~/data/query";

export type { Happening } from "~/api/types";

const PAGE = 30;

export interface Feed extends Answer<readonly Happening[]> {
  /** Fetches older ones; null at the end, or while that is done. */
  readonly more: (() => void) | null;
}

interface Older {
  readonly happenings: readonly Happening[];
  readonly cursor: string | null;
}

/** What happened in a project, or in the whole store without one; the newest `begin` to begin with. */
export function useActivity(project: string | undefined, begin: number): Feed {
  const newest = useAnswer({
    key: ["activity", project ?? "", begin],
    ask: (signal) => getActivity({ project, limit: begin }, signal),
  });
  const [older, setOlder] = useState<Older | null>(null);
  const [asking, setAsking] = useState(false);
  const first = newest.data?.cursor ?? null;
  // News move the first page on: what was fetched behind it would leave a gap.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new first page is what counts.
  useEffect(() => setOlder(null), [first]);
  const cursor = older === null ? first : older.cursor;
  const more = useCallback(async () => {
    if (cursor === null) return;
    setAsking(true);
    try {
      const page = await getActivity({ project, cursor, limit: PAGE });
      setOlder((known) => ({
        happenings: [...(known?.happenings ?? []), ...page.happenings],
        cursor: page.cursor,
      }));
    } finally {
      setAsking(false);
    }
  }, [cursor, project]);
  const data =
    newest.data === undefined
      ? undefined
      : [...newest.data.happenings, ...(older?.happenings ?? [])];
  return {
    data,
    error: newest.error,
    retry: newest.retry,
    more: cursor === null || asking ? null : () => void more(),
  };
}
