import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure } from "~/components/Notice";

/** A component whose code may still be on the way. */
export type Lazy<P> = ComponentType<P> & {
  /** Fetches the code, so that it is here when somebody goes there. */
  fetch(): Promise<unknown>;
};

/** A page, or a part of one, whose code is fetched when somebody goes there first. */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  what = "The page",
): Lazy<P> {
  let page: ComponentType<P> | null = null;
  const fetch = async () => {
    page ??= await load();
  };
  function LazyPage(props: P) {
    const [, redraw] = useState(0);
    const [error, setError] = useState<Error | null>(null);
    useEffect(() => {
      if (page !== null) return;
      fetch().then(
        () => redraw((count) => count + 1),
        (reason: unknown) => setError(reason instanceof Error ? reason : new Error("unknown")),
      );
    }, []);
    if (error !== null) {
      return <Failure what={what} error={error} retry={() => window.location.reload()} />;
    }
    if (page === null) return null;
    const Page = page;
    return <Page {...props} />;
  }
  return Object.assign(LazyPage, { fetch });
}
