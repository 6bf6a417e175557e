import { useMemo } from "preact/hooks";
import { Ago } from "~/components/Ago";
import { IconButton } from "~/components/Button";
import { Bytes } from "~/components/Bytes";
import { Link } from "~/components/Link";
import { Bars } from "~/components/Sparkline";
import {
  type Project,
  type ProjectCard,
  type Storage,
  useCards,
  useStorage,
} from "~/data/projects";
import { formatCount, formatNumber } from "~/lib/format";
import { links } from "~/lib/location";
import { stars, toggleStar } from "~/lib/stars";
import { firstLine } from "~/pages/home/listing";

/** A piece of the list of projects; what stands beside their names is asked for together. */
export function ProjectRows({ projects }: { projects: readonly Project[] }) {
  // In the order of names: a project that moves up is not asked for anew.
  const names = useMemo(() => projects.map((project) => project.name).sort(), [projects]);
  const cards = useCards(names);
  const storage = useStorage(names);
  const byName = new Map(cards.data?.map((card) => [card.name, card]));
  return (
    <tbody>
      {projects.map((project) => (
        <Row
          key={project.name}
          project={project}
          card={byName.get(project.name)}
          storage={storage.data?.[project.name]}
          isUncounted={storage.error !== null}
        />
      ))}
    </tbody>
  );
}

interface RowProps {
  readonly project: Project;
  readonly card: ProjectCard | undefined;
  readonly storage: Storage | undefined;
  /** The server did not say how much it keeps. */
  readonly isUncounted: boolean;
}

function Row({ project, card, storage, isUncounted }: RowProps) {
  return (
    <tr>
      <td>
        <div class="project-cell">
          <Star project={project.name} />
          <Link to={links.runs(project.name)} class="row-link clip">
            {project.name}
          </Link>
          <Link to={links.project(project.name)} class="faint clip project-about">
            {firstLine(project.notes) || "Overview"}
          </Link>
        </div>
      </td>
      <td class="bars-cell">{card && <Activity counts={card.activity} />}</td>
      <td class="right number">{formatCount(project.runs)}</td>
      <td class="right">{project.active > 0 ? <Active count={project.active} /> : <Dash />}</td>
      <td class="right muted">
        {project.last_run_at === null ? <Dash /> : <Ago moment={project.last_run_at} />}
      </td>
      <td class="right">{card && <Best card={card} />}</td>
      <td class="right muted">
        <Bytes size={storage && storage.files + storage.series} failed={isUncounted} />
      </td>
    </tr>
  );
}

function Star({ project }: { project: string }) {
  const on = stars.value.has(project);
  return (
    <span class={on ? "star on" : "star"}>
      <IconButton
        name={on ? `Take the star from ${project}` : `Star ${project}`}
        icon="star"
        pressed={on}
        onClick={() => toggleStar(project)}
      />
    </span>
  );
}

function Activity({ counts }: { counts: readonly number[] }) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return <Bars counts={counts} label={`${total} runs in ${counts.length} days`} />;
}

function Best({ card }: { card: ProjectCard }) {
  const best = card.best[0];
  if (best === undefined) return <Dash />;
  return (
    <Link
      to={links.run(card.name, best.run, "charts")}
      class="best"
      title={`${best.name}: ${card.goal === "min" ? "lowest" : "highest"} ${card.metric}`}
    >
      <span class="muted clip">{card.metric}</span>
      <span class="number">{formatNumber(best.value)}</span>
    </Link>
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
