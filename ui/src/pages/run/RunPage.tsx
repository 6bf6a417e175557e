import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Span } from "~/components/Ago";
import { Boundary } from "~/components/Boundary";
import { CopyButton } from "~/components/CopyButton";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { Status } from "~/components/Status";
import { useLoaded } from "~/components/use_loaded";
import { NotFound, PageFailure } from "~/components/whole_page";
import type { Run } from "~/data/projects";
import { isMissing } from "~/data/query";
import { useRun } from "~/data/run";
import { isRunId, links, navigate, search } from "~/lib/location";
import { Overview } from "~/pages/run/Overview";
import { isTab, TAB_NAMES, TABS, type Tab } from "~/pages/run/tabs";
import { Verdict } from "~/pages/run/Verdict";
import { CommentCount, RunComments } from "~/panels/comments/RunComments";

interface RunPageProps {
  readonly project: string;
  readonly run: string;
  readonly tab: string;
  /** The tables, which are a page of their own and come from above. */
  readonly tables?: ComponentChildren;
}

/** Everything about one run. */
export function RunPage(props: RunPageProps) {
  const { project, run } = props;
  return isRunId(run) ? <ExistingRun {...props} /> : <NoRun project={project} id={run} />;
}

function ExistingRun({ project, run: id, tab, tables }: RunPageProps) {
  const run = useRun(id);
  useRightProject(run.data, project, tab);
  if (run.error && isMissing(run.error)) return <NoRun project={project} id={id} />;
  if (run.error) return <PageFailure what="The run" error={run.error} retry={run.retry} />;
  const shown: Tab = isTab(tab) ? tab : "overview";
  return (
    <main class="run-page">
      <header class="run-head">
        <Link to={links.runs(project)} class="back">
          <Icon name="chevronLeft" />
          Runs
        </Link>
        {run.data === undefined ? <h1>…</h1> : <Headline run={run.data} />}
      </header>
      <nav class="tabs" aria-label="Parts of the run">
        {TAB_NAMES.map((name) => (
          <Link key={name} to={links.run(project, id, name)} current={name === shown}>
            {TABS[name]}
            {name === "comments" && <CommentCount run={id} />}
          </Link>
        ))}
      </nav>
      <div class="run-body">
        {run.data === undefined ? (
          <Skeleton lines={8} />
        ) : (
          <Boundary key={shown} what={TABS[shown]}>
            {shown === "tables" ? tables : <TabBody run={run.data} tab={shown} />}
          </Boundary>
        )}
      </div>
    </main>
  );
}

/** An address with the name of another project leads to where the run is now. */
function useRightProject(run: Run | undefined, project: string, tab: string): void {
  const right = run?.project ?? project;
  const id = run?.id ?? "";
  useEffect(() => {
    if (right === project) return;
    const query = search.peek().toString();
    navigate(`${links.run(right, id, tab)}${query && `?${query}`}`, { replace: true });
  }, [right, project, id, tab]);
}

function NoRun({ project, id }: { project: string; id: string }) {
  const near = { to: links.runs(project), text: `Runs of ${project}` };
  return (
    <NotFound title="There is no such run" near={near}>
      {isRunId(id) ? (
        <p>
          No run has the id <code>{id}</code>. It may have been deleted for good, or be one of
          another server.
        </p>
      ) : (
        <p>
          <code>{id}</code> is no id of a run: that has 8 to 64 digits and small letters. Runs are
          found by their names in the list, or with the search above.
        </p>
      )}
    </NotFound>
  );
}

function Headline({ run }: { run: Run }) {
  return (
    <>
      <h1>{run.name}</h1>
      <Status status={run.status} />
      {run.tags["reproduction.verdict"] !== undefined && (
        <Link to={links.run(run.project, run.id, "reproduce")} class="verdict-link">
          <Verdict verdict={run.tags["reproduction.verdict"]} />
        </Link>
      )}
      <span class="run-facts">
        <Span from={run.started_at} to={run.ended_at} />
        {run.host && <span>{run.host}</span>}
        {run.user && <span>{run.user}</span>}
        <span>{run.experiment}</span>
      </span>
      <CopyButton text={run.id} label="Copy ID" />
    </>
  );
}

type Load = () => Promise<ComponentType<{ run: Run }>>;

/** Each part is fetched when it is first looked at; the first one comes with the page. */
const PARTS: Readonly<Record<Exclude<Tab, "overview" | "tables">, Load>> = {
  charts: async () => (await import("~/pages/run/charts_tabs")).ChartsTab,
  system: async () => (await import("~/pages/run/charts_tabs")).SystemTab,
  logs: async () => (await import("~/pages/run/Logs")).Logs,
  config: async () => (await import("~/pages/run/Config")).Config,
  code: async () => (await import("~/pages/run/Code")).Code,
  environment: async () => (await import("~/pages/run/Environment")).Environment,
  reproduce: async () => (await import("~/pages/run/Reproduce")).Reproduce,
  files: async () => (await import("~/pages/run/Files")).Files,
  media: async () => (await import("~/pages/run/Media")).Media,
  comments: async () => RunComments,
};

function TabBody({ run, tab }: { run: Run; tab: Exclude<Tab, "tables"> }) {
  return tab === "overview" ? <Overview run={run} /> : <LazyPart run={run} load={PARTS[tab]} />;
}

function LazyPart({ run, load }: { run: Run; load: Load }) {
  const loaded = useLoaded(load);
  if (loaded instanceof Error) {
    const retry = () => window.location.reload();
    return <Failure what="This part of the page" error={loaded} retry={retry} />;
  }
  if (loaded === null) return <Skeleton lines={8} />;
  const Part = loaded;
  return <Part key={run.id} run={run} />;
}
