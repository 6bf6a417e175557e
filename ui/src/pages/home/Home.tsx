import { Ago } from "~/components/Ago";
import { Link } from "~/components/Link";
import { Failure, Notice } from "~/components/Notice";
import { Snippet } from "~/components/Snippet";
import { Status } from "~/components/Status";
import { PageFailure } from "~/components/whole_page";
import { useHomeNews, useProjects, useRecent } from "~/data/projects";
import { links } from "~/lib/location";
import { MyViews } from "~/pages/home/MyViews";
import { ProjectTable, TableSkeleton } from "~/pages/home/ProjectTable";
import { RunningNow } from "~/pages/home/RunningNow";
import { ActivityFeed } from "~/panels/activity/ActivityFeed";

const FIRST_RUN = `import runlore

run = runlore.init(project="my-project", config={"lr": 1e-3})
for step in range(100):
    run.log({"loss": 1 / (step + 1)})
run.finish()`;

/** Where one begins: what runs now, all projects, and what happened lately. */
export function Home() {
  const projects = useProjects();
  useHomeNews();
  if (projects.error) {
    return (
      <PageFailure what="The list of projects" error={projects.error} retry={projects.retry} />
    );
  }
  if (projects.data?.length === 0) return <FirstSteps />;
  return (
    <main class="page home">
      <RunningNow />
      <MyViews />
      {projects.data === undefined ? <TableSkeleton /> : <ProjectTable projects={projects.data} />}
      <div class="home-foot">
        <RecentRuns />
        <section>
          <h2 class="home-title">Activity</h2>
          <ActivityFeed first={10} />
        </section>
      </div>
    </main>
  );
}

function FirstSteps() {
  return (
    <main>
      <Notice title="No runs yet" whole>
        <p>
          Run this beside the server's folder, or set RUNLORE_URI to this address. It shows up here
          live.
        </p>
        <Snippet code={`# RUNLORE_URI=${window.location.origin}\n${FIRST_RUN}`} />
      </Notice>
    </main>
  );
}

function RecentRuns() {
  const recent = useRecent();
  return (
    <section>
      <h2 class="home-title">Recent runs</h2>
      {recent.error && <Failure what="Recent runs" error={recent.error} retry={recent.retry} />}
      <ul class="recent">
        {recent.data === undefined
          ? Array.from({ length: 8 }, (_, i) => <li key={i} aria-hidden="true" />)
          : recent.data.map((run) => (
              <li key={run.id}>
                <Status status={run.status} />
                <Link to={links.run(run.project, run.id)} class="recent-name clip">
                  {run.name}
                </Link>
                <span class="muted clip">{run.project}</span>
                <span class="faint">
                  <Ago moment={run.started_at} />
                </span>
              </li>
            ))}
      </ul>
    </section>
  );
}
