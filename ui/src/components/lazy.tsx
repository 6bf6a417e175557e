import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure } from "~/components/Notice";

/** A page, or a part of one, whose code is fetched when somebody goes there first. */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  what = "The page",
): ComponentType<P> {
  let page: ComponentType<P> | null = null;
  return function LazyPage(props: P) {
    const [, redraw] = useState(0);
    const [error, setError] = useState<Error | null>(null);
    useEffect(() => {
      if (page !== null) return;
      load().then(
        (loaded) => {
          page = loaded;
          redraw((count) => count + 1);
        },
        (reason: unknown) => setError(reason instanceof Error ? reason : new Error("unknown")),
      );
    }, []);
    if (error !== null) {
      return <Failure what={what} error={error} retry={() => window.location.reload()} />;
    }
    if (page === null) return null;
    const Page = page;
    return <Page {...props} />;
  };
}
