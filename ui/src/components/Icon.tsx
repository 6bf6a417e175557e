import { ICONS, type IconName } from "~/lib/icons";

/** An icon that only decorates; whoever uses it gives the control its name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
