import type { ComponentChildren } from "preact";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";

interface NoticeProps {
  readonly title: string;
  /** It is all that the page says: then its title is the page's. */
  readonly whole?: boolean;
  readonly children?: ComponentChildren;
}

/** Says why there is nothing here, and what to do about it. */
export function Notice({ title, whole = false, children }: NoticeProps) {
  return (
    <div class="notice">
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}

export interface FailureProps {
  readonly what: string;
  readonly error: Error;
  readonly retry: () => void;
}

/** Something could not be fetched: what, why, try again, copy for a report. */
export function Failure({ what, error, retry }: FailureProps) {
  return (
    <div class="notice failure" role="alert">
      <h2>{what} could not be loaded</h2>
      <p>{error.message}</p>
      <div class="notice-actions">
        <Button onClick={retry} icon="reset">
          Try again
        </Button>
        <CopyButton text={`${what}: ${error.message}`} label="Copy the error" />
      </div>
    </div>
  );
}

/** Grey bars where content will stand. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} class="skeleton-line" />
      ))}
    </div>
  );
}

/** A filter left nothing over: which one, and one click to drop it. */
export function NoMatch({
  what,
  filter,
  drop,
}: {
  what: string;
  filter: string;
  drop: () => void;
}) {
  return (
    <div class="no-match" role="status">
      <span>
        No {what} match <q>{filter}</q>.
      </span>
      <button type="button" class="link" onClick={drop}>
        Drop the filter
      </button>
    </div>
  );
}
