/** What stands where a run has nothing: how it would have come there. */
import { Notice } from "~/components/Notice";

export function NoCode({ title }: { title: string }) {
  return (
    <Notice title={title}>
      <p>A script is kept with its run; a commit and its changes when it lies in a git checkout.</p>
    </Notice>
  );
}

export function NoEnvironment() {
  return (
    <Notice title="No environment was captured">
      <p>A run that runlore.init starts keeps its command, interpreter, machine and packages.</p>
    </Notice>
  );
}

export function NoFiles({ title }: { title: string }) {
  return (
    <Notice title={title}>
      <p>run.log_artifact(path), log_figure, log_table and their kin put files here.</p>
    </Notice>
  );
}
