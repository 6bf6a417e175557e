import { Ago } from "~/components/Ago";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { Status } from "~/components/Status";
import { type RunsFound, useReplicas, useReproductions } from "~/data/lineage";
import type { Run } from "~/data/projects";
import type { Answer } from "~/data/query";
import { formatCount } from "~/lib/format";
import { links } from "~/lib/location";
import { Verdict } from "~/pages/run/Verdict";

/** Runs that repeat this one, with how they ended. */
export function Reproductions({ run }: { run: Run }) {
  return (
    <Found
      title="Reproductions"
      answer={useReproductions(run.id)}
      none="Nobody has run it again yet."
      mark={(one) => <Verdict verdict={one.tags["reproduction.verdict"] ?? ""} />}
      tab="reproduce"
    />
  );
}

/** Runs that had the same inputs, by purpose or by accident. */
export function Replicas({ run }: { run: Run }) {
  const answer = useReplicas(run);
  const isKnown = (run.fingerprint["all"] ?? "") !== "";
  return (
    <Found
      title="Replicas"
      answer={isKnown ? answer : NONE}
      none={
        isKnown
          ? "No other run has the same fingerprint."
          : "It has no fingerprint, so nothing can be called equal to it."
      }
      mark={(one) => <Status status={one.status} />}
      tab="overview"
      more={isKnown ? searchLink(run) : null}
    />
  );
}

const NONE: Answer<RunsFound> = { data: { runs: [], total: 0 }, error: null, retry: () => {} };

function searchLink(run: Run): string {
  const query = new URLSearchParams({ q: `fingerprint.all = '${run.fingerprint["all"] ?? ""}'` });
  return `${links.runs(run.project)}?${query}`;
}

interface FoundProps {
  readonly title: string;
  readonly answer: Answer<RunsFound>;
  readonly none: string;
  readonly mark: (run: Run) => preact.ComponentChildren;
  readonly tab: string;
  readonly more?: string | null;
}

function Found({ title, answer, none, mark, tab, more = null }: FoundProps) {
  const { data } = answer;
  const rest = data === undefined ? 0 : data.total - data.runs.length;
  return (
    <section class="block" aria-label={title}>
      <header class="block-head">
        <h2>{title}</h2>
        {data !== undefined && data.total > 0 && (
          <span class="count">{formatCount(data.total)}</span>
        )}
      </header>
      {answer.error && <Failure what={title} error={answer.error} retry={answer.retry} />}
      {data === undefined && !answer.error && <Skeleton lines={2} />}
      {data?.total === 0 && <p class="faint recipe-note">{none}</p>}
      {data !== undefined && data.total > 0 && (
        <ul class="runs-like">
          {data.runs.map((one) => (
            <li key={one.id}>
              <Link to={links.run(one.project, one.id, tab)} class="clip">
                {one.name}
              </Link>
              {mark(one)}
              <span class="faint">
                <Ago moment={one.started_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {rest > 0 && <p class="faint recipe-note">{formatCount(rest)} more.</p>}
      {more !== null && data !== undefined && data.total > 0 && (
        <Link to={more}>In the table of runs</Link>
      )}
    </section>
  );
}
