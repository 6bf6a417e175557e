import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { lazy } from "~/components/lazy";
import { NoMatch } from "~/components/Notice";
import type { Project } from "~/data/projects";
import { formatCount } from "~/lib/format";
import { stars } from "~/lib/stars";
import { listed, pieces } from "~/pages/home/listing";
import { ProjectRows } from "~/pages/home/ProjectRows";

const NewProject = lazy(
  async () => (await import("~/pages/home/NewProject")).NewProject,
  "New project",
);

/** Rows whose cards are asked for together; more are drawn as one scrolls on. */
const PIECE = 50;

/** All projects; thousands stay quick, since only those that were scrolled to are drawn. */
export function ProjectTable({ projects }: { projects: readonly Project[] }) {
  const [filter, setFilter] = useState("");
  const [drawn, setDrawn] = useState(1);
  const [making, setMaking] = useState(false);
  const starred = stars.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read from a signal, as a new set each time.
  const shown = useMemo(() => listed(projects, filter, starred), [projects, filter, starred]);
  const parts = pieces(shown, PIECE);
  const change = (text: string) => {
    setFilter(text);
    setDrawn(1);
  };
  return (
    <section>
      <header class="home-head">
        <h1 class="home-title">
          Projects <span class="count">{formatCount(projects.length)}</span>
        </h1>
        <input
          class="field"
          type="search"
          placeholder="Filter projects"
          aria-label="Filter projects"
          value={filter}
          onInput={(event) => change(event.currentTarget.value)}
        />
        <Button icon="plus" onClick={() => setMaking(true)}>
          New project
        </Button>
        {making && <NewProject onClose={() => setMaking(false)} />}
      </header>
      {shown.length === 0 ? (
        <NoMatch what="projects" filter={filter} drop={() => change("")} />
      ) : (
        <table class="list projects">
          <TableHead />
          {parts.slice(0, drawn).map((part, i) => (
            <ProjectRows key={i} projects={part} />
          ))}
        </table>
      )}
      {drawn < parts.length && (
        <More
          rest={shown.length - drawn * PIECE}
          bySight={drawn > 1}
          more={() => setDrawn(drawn + 1)}
        />
      )}
    </section>
  );
}

function TableHead() {
  return (
    <thead>
      <tr>
        <th scope="col">Project</th>
        <th scope="col">Last 14 days</th>
        <th scope="col" class="right">
          Runs
        </th>
        <th scope="col" class="right">
          Active
        </th>
        <th scope="col" class="right">
          Last run
        </th>
        <th scope="col" class="right">
          Best
        </th>
        <th scope="col" class="right">
          Storage
        </th>
      </tr>
    </thead>
  );
}

interface MoreProps {
  readonly rest: number;
  /** Drawn when it comes into sight; else when asked for. */
  readonly bySight: boolean;
  readonly more: () => void;
}

/**
 * The end of what is drawn. The first time one asks for more, so that what stands below the table can
 * be reached; from then on one scrolls.
 */
function More({ rest, bySight, more }: MoreProps) {
  const mark = useRef<HTMLButtonElement>(null);
  const call = useRef(more);
  call.current = more;
  useEffect(() => {
    if (mark.current === null || !bySight) return;
    const watcher = new IntersectionObserver(
      (seen) => {
        if (seen.some((one) => one.isIntersecting)) call.current();
      },
      { rootMargin: "400px" },
    );
    watcher.observe(mark.current);
    return () => watcher.disconnect();
  });
  return (
    <button type="button" class="link more" ref={mark} onClick={more}>
      Show {formatCount(rest)} more
    </button>
  );
}

/** The table as it will stand, while its rows are fetched. */
export function TableSkeleton() {
  return (
    <section role="status" aria-label="Loading projects">
      <header class="home-head">
        <h1 class="home-title">Projects</h1>
      </header>
      <table class="list projects" aria-hidden="true">
        <TableHead />
        <tbody>
          {Array.from({ length: 6 }, (_, i) => (
            <tr key={i}>
              <td colSpan={7}>
                <div class="skeleton-line" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
