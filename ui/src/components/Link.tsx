import type { ComponentChildren } from "preact";
import { navigate } from "~/lib/location";

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly title?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link inside the app; with a modifier key it opens a tab like any other. */
export function Link({ to, current, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} onClick={follow} {...rest} {...(current ? { "aria-current": "page" } : {})}>
      {children}
    </a>
  );
}
