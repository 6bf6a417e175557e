import { Link } from "~/components/Link";
import { links } from "~/lib/location";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import type { ComparedRun } from "~/pages/compare/columns";

/** A run by its colour and name. */
export function RunLabel({ run, slot }: ComparedRun) {
  const trash = run.deleted_at === null ? "" : " (in the trash)";
  return (
    <span class="run-label">
      <span class="dot" style={{ background: slotColour(slot, theme.value) }} aria-hidden="true" />
      <Link to={links.run(run.project, run.id)} class="clip" title={run.name + trash}>
        {run.name}
      </Link>
      {trash !== "" && <span class="faint">trash</span>}
    </span>
  );
}
