import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { Snippet } from "~/components/Snippet";
import { changeState } from "~/pages/workspace/state";

/** Nothing matches, or nothing was logged yet: says which, and the way out. */
export function NoRuns({ query, project }: { query: string; project: string }) {
  if (query !== "") {
    return (
      <Notice title="No run matches">
        <p>
          The filter <code>{query}</code> leaves none of the runs.
        </p>
        <Button icon="cross" onClick={() => changeState({ query: "" }, "step")}>
          Drop the filter
        </Button>
      </Notice>
    );
  }
  return (
    <Notice title="No runs in this project">
      <p>The first one shows up here by itself.</p>
      <Snippet
        code={`import runlore

run = runlore.init(project="${project}")
run.log({"loss": 0.5})
run.finish()`}
      />
    </Notice>
  );
}
