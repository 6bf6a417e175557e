import { useEffect } from "preact/hooks";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { useExperiments } from "~/data/projects";
import { useRun } from "~/data/run";
import { links, navigate } from "~/lib/location";

interface MlflowLinkProps {
  readonly experiment: string;
  readonly run: string | null;
}

/** An address as MLflow's clients print it leads to the page that is meant. */
export function MlflowLink({ experiment, run }: MlflowLinkProps) {
  return run === null ? <ToExperiment number={Number(experiment)} /> : <ToRun run={run} />;
}

function ToRun({ run: id }: { run: string }) {
  const run = useRun(id);
  const project = run.data?.project;
  useEffect(() => {
    if (project !== undefined) navigate(links.run(project, id), { replace: true });
  }, [project, id]);
  if (run.error) return <Failure what="The run" error={run.error} retry={run.retry} />;
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
    return <Failure what="The experiment" error={experiments.error} retry={experiments.retry} />;
  }
  if (experiments.data !== undefined && found === undefined) {
    return (
      <Notice title={`There is no experiment ${number}`}>
        <p>It may be one of another server.</p>
      </Notice>
    );
  }
  return <Skeleton lines={8} />;
}
