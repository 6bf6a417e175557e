import { formatCount } from "~/lib/format";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import { changeState, DEFAULT_TOP, type WorkspaceState } from "~/pages/workspace/state";
import type { RunGroup, ShownRun } from "~/panels/settings";

interface ShownNoteProps {
  readonly runs: readonly ShownRun[];
  readonly total: number | null;
  readonly state: WorkspaceState;
  readonly groups: readonly RunGroup[];
}

/** Says which runs have curves, since it is not all of them, and which groups they make. */
export function ShownNote({ runs, total, state, groups }: ShownNoteProps) {
  const chosen = "runs" in state.shown;
  const back = () => changeState({ shown: { top: DEFAULT_TOP } }, "step");
  return (
    <p class="shown-note">
      {groups.length > 0 ? "Groups of " : "Curves of "}
      {chosen ? `${formatCount(runs.length)} chosen runs` : firstOf(runs.length, total, groups)}
      {chosen && (
        <button type="button" class="link" onClick={back}>
          Show the first {DEFAULT_TOP}
        </button>
      )}
      <GroupLegend groups={groups} runs={runs} />
    </p>
  );
}

function firstOf(count: number, total: number | null, groups: readonly RunGroup[]): string {
  const all = total === null || groups.length === 0 ? "" : formatCount(total);
  if (all === "") return `the first ${formatCount(count)}`;
  return count === total
    ? `all ${all} runs that match`
    : `${formatCount(count)} of ${all} runs that match`;
}

/** More names than this beside each other are not read. */
const MOST_NAMED = 10;

function GroupLegend({ groups, runs }: Pick<ShownNoteProps, "groups" | "runs">) {
  const drawn = new Set(runs.map((run) => run.id));
  const here = groups.filter((group) => group.runs.some((id) => drawn.has(id)));
  return (
    <>
      {here.slice(0, MOST_NAMED).map(({ name, slot }) => (
        <span key={name} class="group-name">
          <i class="dot" style={{ background: slotColour(slot, theme.value) }} />
          {name}
        </span>
      ))}
      {here.length > MOST_NAMED && <span>and {formatCount(here.length - MOST_NAMED)} more</span>}
    </>
  );
}
