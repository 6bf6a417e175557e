import type { ComponentChildren } from "preact";
import { Span } from "~/components/Ago";
import { Boundary } from "~/components/Boundary";
import { CopyButton } from "~/components/CopyButton";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { Status } from "~/components/Status";
import type { Run } from "~/data/projects";
import { useRun } from "~/data/run";
import { assertNever } from "~/lib/assert";
import { links } from "~/lib/location";
import { Code } from "~/pages/run/Code";
import { Config } from "~/pages/run/Config";
import { Environment } from "~/pages/run/Environment";
import { Files } from "~/pages/run/Files";
import { Logs } from "~/pages/run/Logs";
import { Overview } from "~/pages/run/Overview";
import { RunCharts } from "~/pages/run/RunCharts";
import { isTab, TAB_NAMES, TABS, type Tab } from "~/pages/run/tabs";
import { CommentCount, RunComments } from "~/panels/comments/RunComments";

interface RunPageProps {
  readonly project: string;
  readonly run: string;
  readonly tab: string;
  /** The tables, which are a page of their own and come from above. */
  readonly tables?: ComponentChildren;
}

/** Everything about one run. */
export function RunPage({ project, run: id, tab, tables }: RunPageProps) {
  const run = useRun(id);
  if (run.error) return <Failure what="The run" error={run.error} retry={run.retry} />;
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

function Headline({ run }: { run: Run }) {
  return (
    <>
      <h1>{run.name}</h1>
      <Status status={run.status} />
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

function TabBody({ run, tab }: { run: Run; tab: Exclude<Tab, "tables"> }) {
  switch (tab) {
    case "overview":
      return <Overview run={run} />;
    case "charts":
      return <RunCharts run={run} part="metrics" />;
    case "system":
      return <RunCharts run={run} part="system" />;
    case "logs":
      return <Logs key={run.id} run={run} />;
    case "config":
      return <Config run={run} />;
    case "code":
      return <Code run={run} />;
    case "environment":
      return <Environment run={run} />;
    case "files":
      return <Files run={run} />;
    case "comments":
      return <RunComments key={run.id} run={run} />;
    default:
      return assertNever(tab);
  }
}
