import { Snippet } from "~/components/Snippet";
import type { Run } from "~/data/projects";
import { DifferenceBlock } from "~/pages/run/DifferenceBlock";
import { RecipeBlock } from "~/pages/run/RecipeBlock";
import { ReportPage } from "~/pages/run/Report";
import { Replicas, Reproductions } from "~/pages/run/RunsLikeIt";

/** How to run it again, what that needs, and what came of it. */
export function Reproduce({ run }: { run: Run }) {
  const original = run.tags["reproduces"] ?? "";
  const isRepetition = /^[0-9a-z]{8,64}$/.test(original);
  return (
    <div class="reproduce">
      {isRepetition && <ReportPage run={run} original={original} />}
      <div class="overview-grid">
        <div class="stack">
          <DifferenceBlock run={run} />
          <RecipeBlock run={run} />
        </div>
        <div class="stack">
          <Commands run={run} />
          <Reproductions run={run} />
          <Replicas run={run} />
        </div>
      </div>
    </div>
  );
}

function Commands({ run }: { run: Run }) {
  return (
    <section class="block run-again" aria-label="Commands">
      <h2>Run it again</h2>
      <p class="faint">
        Puts back code, packages and data, runs the command, and judges the outcome:
      </p>
      <Snippet code={`runlore reproduce ${run.id}`} />
      <p class="faint">What would be done and what is missing, without doing it:</p>
      <Snippet code={`runlore reproduce ${run.id} --plan`} />
      <p class="faint">What differs from the last good run, in inputs and outcome:</p>
      <Snippet code={`runlore diff ${run.id} --last-good`} />
    </section>
  );
}
