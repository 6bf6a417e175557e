import { useMemo } from "preact/hooks";
import { useComments } from "~/data/comments";
import type { Run } from "~/data/projects";
import { Comments } from "~/panels/comments/Comments";

/** Comments on a run and on its charts. */
export function RunComments({ run }: { run: Run }) {
  const about = useMemo(() => ({ kind: "run", run: run.id }) as const, [run.id]);
  const metrics = Object.keys(run.metrics).sort();
  return (
    <div class="comments-page">
      <Comments about={about} metrics={metrics} />
    </div>
  );
}

/** How many comments a run has, for its tab; nothing while there are none. */
export function CommentCount({ run }: { run: string }) {
  const about = useMemo(() => ({ kind: "run", run }) as const, [run]);
  const count = useComments(about).data?.comments.length ?? 0;
  return count === 0 ? null : <span class="count"> {count}</span>;
}
