import { useEffect, useState } from "preact/hooks";

/** What was loaded: null while it is on the way, an error when it did not come. */
export type Loaded<T> = T | null | Error;

/** Code or content that is fetched when it is first shown. `load` must keep its identity. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ load: unknown; value: Loaded<T> }>({ load, value: null });
  useEffect(() => {
    let gone = false;
    const take = (value: Loaded<T>) => {
      if (!gone) setState({ load, value });
    };
    load().then(take, (reason: unknown) =>
      take(reason instanceof Error ? reason : new Error(String(reason))),
    );
    return () => {
      gone = true;
    };
  }, [load]);
  // The answer to an earlier question is none to this one.
  return state.load === load ? state.value : null;
}
