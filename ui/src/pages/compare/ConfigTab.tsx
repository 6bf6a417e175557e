import { Notice } from "~/components/Notice";
import type { Json } from "~/lib/json";
import { JsonBlock } from "~/pages/compare/JsonBlock";
import { type PairTabProps, runsOfPair } from "~/pages/compare/pairs";

/** Config and summary of two runs, as the trees that they are. */
export function ConfigTab({ state, runs }: PairTabProps) {
  const pair = runsOfPair({ state, runs });
  if (pair === null) return null;
  const [before, after] = pair;
  const wish = { find: state.find, onlyDifferences: state.onlyDifferences };
  if ([before, after].every((run) => isEmpty(run.params) && isEmpty(run.summary))) {
    return (
      <Notice title="Neither run has a config">
        <p>runlore.init(config=…) and run.config put it here.</p>
      </Notice>
    );
  }
  return (
    <div class="stack">
      <JsonBlock
        title="Config"
        before={{ ...before.params }}
        after={{ ...after.params }}
        {...wish}
      />
      {!(isEmpty(before.summary) && isEmpty(after.summary)) && (
        <JsonBlock
          title="Summary"
          before={{ ...before.summary }}
          after={{ ...after.summary }}
          {...wish}
        />
      )}
      <JsonBlock title="Tags" before={{ ...before.tags }} after={{ ...after.tags }} {...wish} />
    </div>
  );
}

function isEmpty(document: Readonly<Record<string, Json>>): boolean {
  return Object.keys(document).length === 0;
}
