import { useEffect } from "preact/hooks";
import { Skeleton } from "~/components/Notice";
import { NotFound, PageFailure } from "~/components/whole_page";
import { useExperiments } from "~/data/projects";
import { isMissing } from "~/data/query";
import { useRun } from "~/data/run";
import { isRunId, links, navigate } from "~/lib/location";

interface MlflowLinkProps {
  readonly experiment: string;
  readonly run: string | null;
}

/** An address as MLflow's clients print it leads to the page that is meant. */
export function MlflowLink({ experiment, run }: MlflowLinkProps) {
  if (run === null) return <ToExperiment number={Number(experiment)} />;
  return isRunId(run) ? <ToRun run={run} /> : <NoRun id={run} />;
}

function NoRun({ id }: { id: string }) {
  return (
    <NotFound title={`There is no run ${id}`}>
      <p>It may have been deleted for good, or be one of another server.</p>
    </NotFound>
  );
}

function ToRun({ run: id }: { run: string }) {
  const run = useRun(id);
  const project = run.data?.project;
  useEffect(() => {
    if (project !== undefined) navigate(links.run(project, id), { replace: true });
  }, [project, id]);
  if (run.error && isMissing(run.error)) return <NoRun id={id} />;
  if (run.error) return <PageFailure what="The run" error={run.error} retry={run.retry} />;
  return <Skeleton lines={8} />;
}

function ToExperiment({ number }: { number: number }) {
  const experiments = useExperiments();
  const found = experiments.data?.find((one) => one.id === number);
  useEffect(() => {
    if (found === undefined) return;
    const query = `experiment = '${found.name.replaceAll("'", "''")}'`;
    navigate(`${links.runs(found.project)}?q=${encodeURIComponent(query)}`, { replace: true });
  }, [found]);
  if (experiments.error) {
    return (
      <PageFailure what="The experiment" error={experiments.error} retry={experiments.retry} />
    );
  }
  if (experiments.data !== undefined && found === undefined) {
    return (
      <NotFound title={`There is no experiment ${number}`}>
        <p>It may be one of another server.</p>
      </NotFound>
    );
  }
  return <Skeleton lines={8} />;
}
