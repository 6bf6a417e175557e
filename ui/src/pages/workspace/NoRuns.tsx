import { Button } from "~/components/Button";
import { Link } from "~/components/Link";
import { Notice } from "~/components/Notice";
import { Snippet } from "~/components/Snippet";
import { useProjects } from "~/data/projects";
import { useAnswer } from "~/data/query";
import { countRuns } from "~/data/run_list";
import { formatCount } from "~/lib/format";
import { links } from "~/lib/location";
import { conditions, withoutChip } from "~/pages/workspace/chips";
import { changeState, type WorkspaceState } from "~/pages/workspace/state";

interface NoRunsProps {
  readonly state: WorkspaceState;
  readonly project: string;
}

/** Nothing matches, nothing was deleted, or nothing was logged yet: says which, and the way out. */
export function NoRuns({ state, project }: NoRunsProps) {
  if (state.query !== "") return <NoMatch project={project} state={state} />;
  if (state.trash) {
    return (
      <Notice title="The trash is empty">
        <p>Runs that are deleted stand here, and can be restored.</p>
        <Button icon="chevronLeft" onClick={() => changeState({ trash: false }, "step")}>
          Back to the runs
        </Button>
      </Notice>
    );
  }
  return <NothingLogged project={project} />;
}

function NothingLogged({ project }: { project: string }) {
  const projects = useProjects().data;
  const isThere = projects === undefined || projects.some((one) => one.name === project);
  return (
    <Notice title={isThere ? "No runs in this project" : `There is no project ${project}`}>
      {isThere ? (
        <p>The first one shows up here by itself.</p>
      ) : (
        <p>
          Its address may be mistyped; then go back to{" "}
          <Link to={links.home()} class="link">
            all projects
          </Link>
          . The first run makes the project, and shows up here by itself:
        </p>
      )}
      <Snippet
        code={`import runlore

run = runlore.init(project=${JSON.stringify(project)})
run.log({"loss": 0.5})
run.finish()`}
      />
    </Notice>
  );
}

/** Conditions that are tried one by one; more are dropped together. */
const MOST_TRIED = 8;

/** Says how many runs there would be without each of the conditions. */
function NoMatch({ project, state }: NoRunsProps) {
  const { query, trash } = state;
  const parts = conditions(query).slice(0, MOST_TRIED);
  const counts = useAnswer({
    key: ["without", project, query, trash],
    ask: (signal) =>
      Promise.all(
        parts.map((_, i) => {
          const without = withoutChip(query, i);
          return countRuns({ project, query: without, deleted: trash }, signal);
        }),
      ),
  });
  const drop = (index: number) => changeState({ query: withoutChip(query, index) }, "step");
  return (
    <Notice title="No run matches">
      {parts.length > 1 ? (
        <ul class="no-match">
          {parts.map((part, i) => (
            <li key={part}>
              <code>{part}</code>
              <span class="muted number">
                {counts.data === undefined ? "" : runsWithout(counts.data[i] ?? 0)}
              </span>
              <Button icon="cross" onClick={() => drop(i)}>
                Drop it
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <p>
          The filter <code>{query}</code> leaves none of the runs.
        </p>
      )}
      <Button icon="cross" onClick={() => changeState({ query: "" }, "step")}>
        {parts.length > 1 ? "Drop the whole filter" : "Drop the filter"}
      </Button>
    </Notice>
  );
}

function runsWithout(count: number): string {
  if (count === 0) return "without it still none";
  return `without it ${formatCount(count)} ${count === 1 ? "run" : "runs"}`;
}
