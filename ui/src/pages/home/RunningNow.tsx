import { useMemo } from "preact/hooks";
import { Span } from "~/components/Ago";
import { Link } from "~/components/Link";
import { Progress } from "~/components/Progress";
import { type Run, useCards, useRunning } from "~/data/projects";
import { formatCount, formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { links } from "~/lib/location";
import { progressOf } from "~/lib/progress";
import { headline } from "~/pages/home/headline";
import { RunSpark } from "~/panels/spark/RunSpark";

/** The runs that run now: how far they are, and where their main metric goes. */
export function RunningNow() {
  const running = useRunning();
  const runs = running.data?.runs;
  const projects = useMemo(
    () => [...new Set((runs ?? []).map((run) => run.project))].sort(),
    [runs],
  );
  const cards = useCards(projects);
  if (running.data === undefined || running.data.total === 0) return null;
  const metrics = new Map(cards.data?.map((card) => [card.name as string, card.metric]));
  const { total } = running.data;
  return (
    <section>
      <h2 class="home-title">
        Running now <span class="count">{formatCount(total)}</span>
      </h2>
      <ul class="running-list">
        {running.data.runs.map((run) => (
          <li key={run.id}>
            <RunningCard run={run} metric={headline(run.metrics, metrics.get(run.project))} />
          </li>
        ))}
      </ul>
      <p class="running-all">
        <span class="muted">All running in</span>
        {projects.map((project) => (
          <Link key={project} to={runningIn(project)} class="link">
            {project}
          </Link>
        ))}
      </p>
    </section>
  );
}

function runningIn(project: string): string {
  return `${links.runs(project)}?q=${encodeURIComponent('status = "running"')}`;
}

function RunningCard({ run, metric }: { run: Run; metric: string }) {
  const done = progressOf(run);
  const stats = run.metrics[metric];
  return (
    <Link to={links.run(run.project, run.id, "charts")} class="card">
      <span class="card-head">
        <span class="pulse" aria-hidden="true" />
        <span class="card-title">{run.name}</span>
        {done !== null && <span class="number strong">{Math.floor(done * 100)} %</span>}
      </span>
      <span class="card-where muted">
        <span class="clip">{run.project}</span>
        <Span from={run.started_at} to={run.ended_at} />
      </span>
      {done !== null && <Progress share={done} label={`${run.name} is so far`} />}
      {stats !== undefined && (
        <span class="card-metric">
          <span class="card-value">
            <span class="muted clip">{metric}</span>
            <span class="number strong">{formatNumber(toNumber(stats.last))}</span>
          </span>
          <RunSpark run={run.id} metric={metric} />
        </span>
      )}
    </Link>
  );
}
