import { Ago } from "~/components/Ago";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { type GroupDifference, type RunDifference, useLastGood } from "~/data/lineage";
import type { Run } from "~/data/projects";
import { links } from "~/lib/location";
import { inOrder } from "~/pages/run/differing";
import { Same } from "~/pages/run/Verdict";

/** What is not as it was in the last good run. */
export function DifferenceBlock({ run }: { run: Run }) {
  const answer = useLastGood(run.id);
  return (
    <section class="block" aria-label="Last good run">
      <header class="block-head">
        <h2>Since the last good run</h2>
        {answer.data?.other && (
          <Link to={links.compare(run.project, [answer.data.other.id, run.id])} class="link">
            Compare
          </Link>
        )}
      </header>
      {answer.error && (
        <Failure what="The last good run" error={answer.error} retry={answer.retry} />
      )}
      {answer.data === undefined && !answer.error && <Skeleton lines={4} />}
      {answer.data !== undefined && <Difference told={answer.data} />}
    </section>
  );
}

/** The same in a line, where something differs. */
export function SinceLastGood({ run }: { run: Run }) {
  const told = useLastGood(run.id).data;
  if (!told?.other || told.suspects.length === 0) return null;
  return (
    <p class="since">
      Differs from the last good run,{" "}
      <Link to={links.run(run.project, told.other.id)}>{told.other.name}</Link>, in{" "}
      <Link to={links.run(run.project, run.id, "reproduce")}>{told.suspects.join(", ")}</Link>.
    </p>
  );
}

function Difference({ told }: { told: RunDifference }) {
  const { other } = told;
  if (other === null) {
    return (
      <p class="faint recipe-note">
        No run of the experiment {told.run.experiment} finished before this one with the same
        program.
      </p>
    );
  }
  const apart = inOrder(told).filter((group) => group.is_same !== true);
  return (
    <>
      <p class="recipe-note">
        {told.suspects.length === 0 ? "No input that was captured differs from " : "Differs from "}
        <Link to={links.run(other.project, other.id)}>{other.name}</Link>
        <span class="faint">
          {" "}
          · <Ago moment={other.started_at} />
        </span>
        {told.suspects.length > 0 && (
          <>
            {" "}
            in <strong>{told.suspects.join(", ")}</strong>
          </>
        )}
      </p>
      {apart.length > 0 && (
        <table class="list inputs" aria-label="What differs">
          <tbody>
            {apart.map((group) => (
              <Group key={group.group} group={group} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Group({ group }: { group: GroupDifference }) {
  return (
    <tr class={group.is_same === false ? "differs" : ""}>
      <th scope="row">{group.group}</th>
      <td>
        <Same isSame={group.is_same} />
      </td>
      <td class="wraps">
        {group.detail}
        {group.count > 3 && <span class="faint"> · {group.count} facts in all</span>}
      </td>
    </tr>
  );
}
