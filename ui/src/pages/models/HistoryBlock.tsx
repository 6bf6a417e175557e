import { useState } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { Failure, Skeleton } from "~/components/Notice";
import { type AuditEntry, useAuditCheck, useHistory } from "~/data/models";
import { formatCount, formatMoment } from "~/lib/format";
import { sentenceOf } from "~/pages/models/sentences";

const PAGE = 30;
const MOST = 1_000;

/** Who changed what, when and why; and whether anybody changed that since. */
export function HistoryBlock({ model }: { model: string }) {
  const [limit, setLimit] = useState(PAGE);
  const history = useHistory(model, limit);
  return (
    <section class="block">
      <header class="block-head">
        <h2>History</h2>
        <ChainState />
      </header>
      {history.error && <Failure what="The history" error={history.error} retry={history.retry} />}
      {history.data === undefined && !history.error && <Skeleton lines={6} />}
      <ol class="history">
        {history.data?.entries.map((entry) => (
          <Entry key={entry.number} entry={entry} />
        ))}
      </ol>
      {history.data?.more && limit < MOST && (
        <button type="button" class="link history-more" onClick={() => setLimit(MOST)}>
          Show older entries
        </button>
      )}
    </section>
  );
}

/** What the server found when it hashed the whole audit again. */
function ChainState() {
  const check = useAuditCheck();
  if (check.error) return <span class="warn-text">The chain could not be checked</span>;
  if (check.data === undefined) return <span class="faint">Checking the chain…</span>;
  const { entries, breaks } = check.data;
  const [first] = breaks;
  if (first === undefined) {
    return (
      <span class="chain ok" title="Every entry holds the hash of the one before">
        <Icon name="check" />
        Chain whole, {formatCount(entries)} entries checked
      </span>
    );
  }
  return (
    <span class="chain fail" role="alert">
      <Icon name="warning" />
      Broken at entry {formatCount(first.number)}: {first.problem}
      {breaks.length > 1 && ` And ${breaks.length - 1} more.`}
    </span>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  return (
    <li>
      <span class={`history-dot ${entry.action}`} aria-hidden="true" />
      <div>
        <p>{sentenceOf(entry)}</p>
        {entry.reason !== "" && <p class="muted history-reason">{entry.reason}</p>}
      </div>
      <span class="muted">{entry.actor}</span>
      <time class="faint number" title={`Entry ${entry.number}, ${entry.hash.slice(0, 16)}…`}>
        {formatMoment(entry.at)}
      </time>
    </li>
  );
}
