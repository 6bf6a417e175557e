/** Pages that have nothing to show: their address leads to nothing, or they could not be fetched. */
import type { ComponentChildren } from "preact";
import { Link } from "~/components/Link";
import { Failure, type FailureProps, Notice } from "~/components/Notice";
import { links } from "~/lib/location";

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

/** A page could not be fetched. */
export function PageFailure(props: FailureProps) {
  return (
    <main>
      <h1 class="visually-hidden">{props.what}</h1>
      <Failure {...props} />
    </main>
  );
}
