import { useMemo } from "preact/hooks";
import { Ago } from "~/components/Ago";
import { Bytes } from "~/components/Bytes";
import { Failure, Skeleton } from "~/components/Notice";
import { ProjectTabs } from "~/components/ProjectTabs";
import { Snippet } from "~/components/Snippet";
import { Bars } from "~/components/Sparkline";
import { NotFound, PageFailure } from "~/components/whole_page";
import {
  type Project,
  type ProjectCard,
  useCards,
  useHomeNews,
  useProjects,
  useStorage,
} from "~/data/projects";
import { formatCount } from "~/lib/format";
import { BestRuns } from "~/pages/project/BestRuns";
import { ExperimentTable } from "~/pages/project/ExperimentTable";
import { ProjectNotes } from "~/pages/project/ProjectNotes";
import { ViewList } from "~/pages/project/ViewList";
import { ActivityFeed } from "~/panels/activity/ActivityFeed";

/** A project at a glance: what it is about, its experiments, its best runs, what happened. */
export function ProjectPage({ project: name }: { project: string }) {
  const projects = useProjects();
  useHomeNews();
  if (projects.error) {
    return <PageFailure what="The project" error={projects.error} retry={projects.retry} />;
  }
  const project = projects.data?.find((one) => one.name === name);
  if (projects.data !== undefined && project === undefined) return <NoProject name={name} />;
  return (
    <main class="project-page">
      <ProjectTabs
        project={name}
        current="overview"
        note={project && <span class="count"> {formatCount(project.runs)}</span>}
      />
      {project === undefined ? <Skeleton lines={8} /> : <Body project={project} />}
    </main>
  );
}

function NoProject({ name }: { name: string }) {
  return (
    <NotFound title={`There is no project ${name}`}>
      <p>Its address may be mistyped. A project is made by its first run:</p>
      <Snippet
        code={`import runlore\n\nrun = runlore.init(project=${JSON.stringify(name)})\nrun.log({"loss": 0.5})\nrun.finish()`}
      />
    </NotFound>
  );
}

function Body({ project }: { project: Project }) {
  const names = useMemo(() => [project.name], [project.name]);
  const cards = useCards(names);
  const card = cards.data?.[0];
  return (
    <div class="project-body">
      <div class="project-main">
        <h1>{project.name}</h1>
        <ProjectNotes project={project} />
        <ExperimentTable project={project.name} />
        <section class="block">
          <h2>Activity</h2>
          <ActivityFeed project={project.name} />
        </section>
      </div>
      <aside class="project-side">
        <Facts project={project} card={card} />
        {cards.error && <Failure what="Best runs" error={cards.error} retry={cards.retry} />}
        {card && <BestRuns card={card} />}
        <ViewList project={project.name} />
      </aside>
    </div>
  );
}

function Facts({ project, card }: { project: Project; card: ProjectCard | undefined }) {
  const storage = useStorage(useMemo(() => [project.name], [project.name]));
  const { files, series } = storage.data?.[project.name] ?? {};
  const failed = storage.error !== null;
  return (
    <section class="block" aria-label="Facts">
      {card && (
        <Bars counts={card.activity} label={`Runs of the last ${card.activity.length} days`} />
      )}
      <dl class="project-facts">
        <dt>Runs</dt>
        <dd class="number">
          {formatCount(project.runs)}
          {project.active > 0 && (
            <span class="status running"> {formatCount(project.active)} running</span>
          )}
        </dd>
        <dt>Last run</dt>
        <dd>{project.last_run_at === null ? "—" : <Ago moment={project.last_run_at} />}</dd>
        <dt>Since</dt>
        <dd>
          <Ago moment={project.created_at} />
        </dd>
        <dt>Files</dt>
        <dd>
          <Bytes size={files} failed={failed} />
        </dd>
        <dt>Series</dt>
        <dd>
          <Bytes size={series} failed={failed} />
        </dd>
      </dl>
    </section>
  );
}
