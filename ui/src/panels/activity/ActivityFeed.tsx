import { Ago } from "~/components/Ago";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { type Happening, useActivity } from "~/data/activity";
import { links } from "~/lib/location";
import { plainLine, tell } from "~/panels/activity/words";

interface ActivityFeedProps {
  /** Only of this project; without it, of the whole store. */
  readonly project?: string;
  /** How many to begin with. */
  readonly first?: number;
}

/** Who did what, and when; the newest first. */
export function ActivityFeed({ project, first = 20 }: ActivityFeedProps) {
  const feed = useActivity(project, first);
  if (feed.error) return <Failure what="The activity" error={feed.error} retry={feed.retry} />;
  if (feed.data === undefined) return <Skeleton lines={5} />;
  if (feed.data.length === 0) return <p class="faint">Nothing has happened here yet.</p>;
  return (
    <>
      <ol class="feed">
        {feed.data.map((one, i) => (
          <li key={`${one.at} ${one.what} ${one.run ?? one.model} ${i}`}>
            <Entry one={one} inProject={project !== undefined} />
          </li>
        ))}
      </ol>
      {feed.more !== null && (
        <button type="button" class="link" onClick={feed.more}>
          Show older
        </button>
      )}
    </>
  );
}

function Entry({ one, inProject }: { one: Happening; inProject: boolean }) {
  const told = tell(one);
  return (
    <>
      <span class={`feed-mark ${told.tone}`}>
        <Icon name={told.icon} />
      </span>
      <p class="feed-line">
        <Doing one={one} />
        {!inProject && one.project && <span class="muted"> in {one.project}</span>}
        {told.detail && <span class="feed-detail">{told.detail}</span>}
      </p>
      <span class="faint feed-when">
        <Ago moment={one.at} />
      </span>
      {one.text && <p class="feed-text clip">{plainLine(one.text)}</p>}
    </>
  );
}

function Doing({ one }: { one: Happening }) {
  const told = tell(one);
  const who = one.actor ? <b>{one.actor}</b> : <span class="faint">somebody</span>;
  if (told.own) {
    return (
      <>
        {who}'s <Thing one={one} /> {told.verb}
      </>
    );
  }
  return (
    <>
      {who} {told.verb} <Thing one={one} />
    </>
  );
}

function Thing({ one }: { one: Happening }) {
  if (one.run !== null && one.project !== "") {
    const tab = one.what === "comment" ? "comments" : "overview";
    return (
      <Link to={links.run(one.project, one.run, tab)} class="feed-thing">
        {one.name || one.run}
      </Link>
    );
  }
  const version = one.version === null ? "" : ` v${one.version}`;
  return <span class="feed-thing">{one.model ? `${one.model}${version}` : "a run"}</span>;
}
