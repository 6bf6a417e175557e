import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Route } from "~/app/routes";
import { Boundary } from "~/components/Boundary";
import { Link } from "~/components/Link";
import { Failure, Notice } from "~/components/Notice";
import { links } from "~/lib/location";

interface Loaded {
  readonly route: Route;
  readonly page: ComponentType;
}

/** Shows the page of a route; while its code is on the way, the page before it stays. */
export function Outlet({ route }: { route: Route | null }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    if (route === null) return;
    let current = true;
    route.load().then(
      (page) => current && setLoaded({ route, page }),
      (reason: unknown) => current && setError(reason instanceof Error ? reason : null),
    );
    document.title = `${route.title} · Runlore`;
    return () => {
      current = false;
    };
  }, [route]);
  if (route === null) return <NoPage />;
  if (error !== null) {
    return <Failure what="The page" error={error} retry={() => window.location.reload()} />;
  }
  if (loaded === null) return null;
  // Called, not mounted: routes of one page give new functions, and the page must keep its state.
  return (
    <Boundary key={loaded.route.key} what={loaded.route.title}>
      <loaded.page />
    </Boundary>
  );
}

function NoPage() {
  return (
    <Notice title="There is no such page">
      <p>
        <Link to={links.home()}>All projects</Link>
      </p>
    </Notice>
  );
}
