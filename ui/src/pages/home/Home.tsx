import { Ago, Span } from "~/components/Ago";
import { Link } from "~/components/Link";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { Snippet } from "~/components/Snippet";
import { Status } from "~/components/Status";
import { type Project, type Run, useHomeNews, useProjects, useRunning } from "~/data/projects";
import { formatCount, formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { links } from "~/lib/location";

const FIRST_RUN = `import runlore

run = runlore.init(project="my-project", config={"lr": 1e-3})
for step in range(100):
    run.log({"loss": 1 / (step + 1)})
run.finish()`;

const NOTHING: readonly Project[] = [];

/** Where one begins: what runs now, and all projects. */
export function Home() {
  const projects = useProjects();
  useHomeNews(projects.data ?? NOTHING);
  if (projects.error) {
    return <Failure what="The list of projects" error={projects.error} retry={projects.retry} />;
  }
  return (
    <main class="page home">
      <RunningNow />
      <section>
        <h1>Projects</h1>
        {projects.data === undefined && <Skeleton lines={4} />}
        {projects.data?.length === 0 && <FirstSteps />}
        {projects.data !== undefined && projects.data.length > 0 && (
          <ProjectTable projects={projects.data} />
        )}
      </section>
    </main>
  );
}

function FirstSteps() {
  return (
    <Notice title="No runs yet">
      <p>
        Run this beside the server's folder, or set RUNLORE_URI to this address. It shows up here
        live.
      </p>
      <Snippet code={`# RUNLORE_URI=${window.location.origin}\n${FIRST_RUN}`} />
    </Notice>
  );
}

function ProjectTable({ projects }: { projects: readonly Project[] }) {
  const newest = projects.toSorted((a, b) => (b.last_run_at ?? 0) - (a.last_run_at ?? 0));
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">Project</th>
          <th scope="col" class="right">
            Runs
          </th>
          <th scope="col" class="right">
            Active
          </th>
          <th scope="col" class="right">
            Last run
          </th>
        </tr>
      </thead>
      <tbody>
        {newest.map((project) => (
          <tr key={project.name}>
            <td>
              <Link to={links.runs(project.name)} class="row-link">
                {project.name}
              </Link>
              {project.notes && <span class="muted clip">{firstLine(project.notes)}</span>}
            </td>
            <td class="right number">{formatCount(project.runs)}</td>
            <td class="right">
              {project.active > 0 ? <Active count={project.active} /> : <Dash />}
            </td>
            <td class="right muted">
              {project.last_run_at === null ? <Dash /> : <Ago moment={project.last_run_at} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Active({ count }: { count: number }) {
  return (
    <span class="status running">
      <span class="pulse" aria-hidden="true" />
      {formatCount(count)}
    </span>
  );
}

function Dash() {
  return <span class="faint">—</span>;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

function RunningNow() {
  const running = useRunning();
  if (running.data === undefined || running.data.length === 0) return null;
  return (
    <section>
      <h1>Running now</h1>
      <ul class="running-list">
        {running.data.map((run) => (
          <li key={run.id}>
            <RunningCard run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunningCard({ run }: { run: Run }) {
  const metric = headline(run);
  return (
    <Link to={links.run(run.project, run.id, "charts")} class="card">
      <span class="card-title">{run.name}</span>
      <Status status={run.status} />
      <span class="muted clip">{run.project}</span>
      <Span from={run.started_at} to={run.ended_at} />
      {metric && (
        <span class="card-metric">
          <span class="muted clip">{metric.key}</span>
          <span class="number">{formatNumber(metric.value)}</span>
        </span>
      )}
    </Link>
  );
}

/** The metric one would ask for first: a loss, else whatever there is. */
function headline(run: Run): { key: string; value: number } | null {
  const keys = Object.keys(run.metrics).filter((key) => !key.startsWith("system/"));
  const key = keys.find((one) => one.includes("loss")) ?? keys[0];
  const stats = key === undefined ? undefined : run.metrics[key];
  return key === undefined || stats === undefined ? null : { key, value: toNumber(stats.last) };
}
