import { useEffect } from "preact/hooks";
import { type Route, titleOf } from "~/app/routes";
import { Boundary } from "~/components/Boundary";
import { lazy } from "~/components/lazy";
import { assertNever } from "~/lib/assert";

const Home = lazy(async () => (await import("~/pages/home/Home")).Home);
const ProjectPage = lazy(async () => (await import("~/pages/project/ProjectPage")).ProjectPage);
const Workspace = lazy(async () => (await import("~/pages/workspace/Workspace")).Workspace);
const RunPage = lazy(async () => (await import("~/pages/run/RunPage")).RunPage);
const TablesPage = lazy(async () => (await import("~/pages/tables/TablesPage")).TablesPage);
const Compare = lazy(async () => (await import("~/pages/compare/Compare")).Compare);
const Models = lazy(async () => (await import("~/pages/models/Models")).Models);
const ModelPage = lazy(async () => (await import("~/pages/models/ModelPage")).ModelPage);
const VersionPage = lazy(async () => (await import("~/pages/models/VersionPage")).VersionPage);
const MlflowLink = lazy(async () => (await import("~/pages/mlflow_link/MlflowLink")).MlflowLink);

const NoPage = lazy(async () => (await import("~/pages/nowhere/NoPage")).NoPage);

/** The page of a route. */
export function Outlet({ route }: { route: Route | null }) {
  const page = route?.page;
  useEffect(() => {
    document.title = titleOf(route);
  }, [route]);
  useEffect(() => fetchAhead(page), [page]);
  return (
    <Boundary key={route === null ? "" : route.page} what="The page">
      <Page route={route} />
    </Boundary>
  );
}

interface Next {
  readonly fetch: () => Promise<unknown>;
  /** How long the page has network and processor to itself, in milliseconds. */
  readonly after: number;
}

/** Where one goes next from a page, most of the time. */
const NEXT: Readonly<Partial<Record<Route["page"], Next>>> = {
  home: { fetch: Workspace.fetch, after: 300 },
  project: { fetch: Workspace.fetch, after: 300 },
  workspace: { fetch: RunPage.fetch, after: 3_000 },
};

/** Fetches the code of the next page when this one is at rest: a click then waits for data alone. */
function fetchAhead(page: Route["page"] | undefined): (() => void) | undefined {
  const next = page === undefined ? undefined : NEXT[page];
  if (next === undefined || savesData()) return undefined;
  // What fails now is fetched, and said, when it is wanted.
  const timer = setTimeout(() => next.fetch().catch(() => {}), next.after);
  return () => clearTimeout(timer);
}

/** Whether the reader asked for few bytes; not every browser knows. */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData ?? false;
}

function Page({ route }: { route: Route | null }) {
  if (route === null) return <NoPage />;
  switch (route.page) {
    case "home":
      return <Home />;
    case "project":
      return <ProjectPage key={route.project} project={route.project} />;
    case "workspace":
      return <Workspace key={route.project} project={route.project} />;
    case "run":
      return (
        <RunPage
          key={route.run}
          project={route.project}
          run={route.run}
          tab={route.tab}
          tables={<TablesPage project={route.project} run={route.run} />}
        />
      );
    case "compare":
      return <Compare key={route.project} project={route.project} />;
    case "models":
      return <Models />;
    case "model":
      return <ModelPage key={route.model} model={route.model} />;
    case "version":
      return (
        <VersionPage
          key={`${route.model} ${route.version}`}
          model={route.model}
          version={route.version}
        />
      );
    case "mlflow":
      return <MlflowLink experiment={route.experiment} run={route.run} />;
    default:
      return assertNever(route);
  }
}
