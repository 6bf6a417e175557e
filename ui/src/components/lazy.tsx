import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure } from "~/components/Notice";

/** A part whose code is fetched when somebody needs it first. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let page: ComponentType<P> | null = null;
  return function LazyPart(props: P) {
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
      return <Failure what="This part" error={error} retry={() => window.location.reload()} />;
    }
    if (page === null) return null;
    const Page = page;
    return <Page {...props} />;
  };
}
