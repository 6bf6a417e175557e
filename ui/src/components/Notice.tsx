import type { ComponentChildren } from "preact";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Link } from "~/components/Link";
import { links } from "~/lib/location";

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

interface NotFoundProps {
  readonly title: string;
  /** What may be wrong with the address. */
  readonly children?: ComponentChildren;
  /** Where one may have wanted to go, beside home. */
  readonly near?: { readonly to: string; readonly text: string };
}

/** A page whose address leads to nothing: what is wrong with it, and the ways on. */
export function NotFound({ title, children, near }: NotFoundProps) {
  return (
    <main>
      <Notice title={title} whole>
        {children}
        <p class="ways">
          {near && (
            <Link to={near.to} class="link">
              {near.text}
            </Link>
          )}
          <Link to={links.home()} class="link">
            All projects
          </Link>
        </p>
      </Notice>
    </main>
  );
}

interface FailureProps {
  readonly what: string;
  readonly error: Error;
  readonly retry: () => void;
}

/** A page could not be fetched. */
export function PageFailure(props: FailureProps) {
  return (
    <main>
      <h1 class="visually-hidden">{props.what}</h1>
      <Failure {...props} />
    </main>
  );
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
