import { Icon } from "~/components/Icon";
import type { Comment } from "~/data/comments";
import { formatNumber } from "~/lib/format";

interface RemarkListProps {
  readonly said: readonly Comment[];
  readonly runs: readonly { readonly id: string; readonly label: string }[];
  readonly open: () => void;
}

/** How many comments stand on a chart, and, for who does not see their marks, where and what. */
export function RemarkList({ said, runs, open }: RemarkListProps) {
  if (said.length === 0) return null;
  const count = said.length === 1 ? "1 comment" : `${said.length} comments`;
  return (
    <>
      <button type="button" class="remark-count" title={`${count} on this chart`} onClick={open}>
        <Icon name="comment" />
        <span class="sr-only">{count} on this chart</span>
        <span aria-hidden="true">{said.length}</span>
      </button>
      <ul class="sr-only" aria-label="Comments on this chart">
        {said.map((one) => (
          <li key={one.id}>
            {one.step === null ? "" : `Step ${formatNumber(one.step)}, `}
            {runs.find((run) => run.id === one.run)?.label}, {one.author}: {one.text}
          </li>
        ))}
      </ul>
    </>
  );
}
