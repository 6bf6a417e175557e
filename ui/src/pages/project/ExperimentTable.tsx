import { Ago } from "~/components/Ago";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { type Experiment, useExperiments } from "~/data/projects";
import { formatCount } from "~/lib/format";
import { links } from "~/lib/location";

/** The experiments of a project, those in the trash left out. */
export function ExperimentTable({ project }: { project: string }) {
  const all = useExperiments();
  const shown = all.data
    ?.filter((one) => one.project === project && one.deleted_at === null)
    .toSorted((a, b) => b.updated_at - a.updated_at);
  return (
    <section class="block">
      <h2>Experiments {shown && <span class="count">{formatCount(shown.length)}</span>}</h2>
      {all.error && <Failure what="Experiments" error={all.error} retry={all.retry} />}
      {!all.error && shown === undefined && <Skeleton lines={3} />}
      {shown !== undefined && shown.length > 0 && <Rows experiments={shown} />}
    </section>
  );
}

function Rows({ experiments }: { experiments: readonly Experiment[] }) {
  return (
    <table class="list dense">
      <thead>
        <tr>
          <th scope="col">Experiment</th>
          <th scope="col" class="right">
            Runs
          </th>
          <th scope="col" class="right">
            Made
          </th>
        </tr>
      </thead>
      <tbody>
        {experiments.map((one) => (
          <tr key={one.id}>
            <td>
              <Link to={runsOf(one)} class="row-link">
                {one.name}
              </Link>
              <span class="faint">{one.notes.split("\n", 1)[0]}</span>
            </td>
            <td class="right number">{formatCount(one.runs)}</td>
            <td class="right muted">
              <Ago moment={one.created_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The workspace with the query that leaves only this experiment's runs. */
function runsOf(experiment: Experiment): string {
  const name = experiment.name.replaceAll("'", "''");
  const query = new URLSearchParams({ q: `experiment = '${name}'` });
  return `${links.runs(experiment.project)}?${query}`;
}
