/** Which runs are selected: one by one, in ranges, or all that match. */
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import type { GridRows } from "~/grid/Grid";
import { type Row, runIds } from "~/pages/workspace/rows";

/** More are not selected by one click on all: the server changes them, but nobody means them. */
export const MOST_SELECTED = 10_000;

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly has: (run: string) => boolean;
  /** Selects the runs of a row, or lets them go. */
  readonly toggle: (row: number) => void;
  /** Selects all rows from the one that was used last to this one. */
  readonly extend: (row: number) => void;
  readonly set: (ids: Iterable<string>) => void;
  readonly clear: () => void;
}

export function useSelection(rows: { readonly current: GridRows<Row> | null }): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef(-1);
  const toggle = useCallback(
    (index: number) => {
      anchor.current = index;
      const row = rows.current?.at(index);
      if (row !== undefined) setIds((before) => toggled(before, runIds(row)));
    },
    [rows],
  );
  const extend = useCallback(
    (index: number) => {
      const from = anchor.current < 0 ? index : anchor.current;
      const range: string[] = [];
      for (let i = Math.min(from, index); i <= Math.max(from, index); i += 1) {
        const row = rows.current?.at(i);
        if (row !== undefined) range.push(...runIds(row));
      }
      setIds((before) => new Set([...before, ...range]));
    },
    [rows],
  );
  const has = useCallback((run: string) => ids.has(run), [ids]);
  const set = useCallback((next: Iterable<string>) => setIds(new Set(next)), []);
  const clear = useCallback(() => setIds(new Set()), []);
  return useMemo(
    () => ({ ids, has, toggle, extend, set, clear }),
    [ids, has, toggle, extend, set, clear],
  );
}

/** All of them when some were missing, none of them when all were there. */
function toggled(before: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const next = new Set(before);
  const all = ids.every((id) => before.has(id));
  for (const id of ids) {
    if (all) next.delete(id);
    else next.add(id);
  }
  return next;
}
