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
  useEffect(() => {
    document.title = titleOf(route);
  }, [route]);
  return (
    <Boundary key={route === null ? "" : route.page} what="The page">
      <Page route={route} />
    </Boundary>
  );
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
