import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { ConsoleFeed, type ConsoleLine } from "~/data/console";
import type { Run } from "~/data/projects";
import { ansiSpans, stripAnsi } from "~/lib/ansi";
import { formatClock, formatCount } from "~/lib/format";

/** Further from the end than this, the reader is reading and must not be moved. */
const END_PIXELS = 40;

/** What the program printed, as it prints it. */
export function Logs({ run }: { run: Run }) {
  const feed = useMemo(() => new ConsoleFeed(run.id), [run.id]);
  useEffect(() => () => feed.destroy(), [feed]);
  const [find, setFind] = useState("");
  const [follow, setFollow] = useState(true);
  const error = feed.error.value;
  const size = feed.size.value;
  if (error !== null && size === null) {
    return <Failure what="The console" error={error} retry={() => feed.retry()} />;
  }
  if (size === null) return <Skeleton lines={12} />;
  if (size === 0) return <Notice title="Nothing was printed" />;
  const lines = matching(feed.lines.value, find);
  return (
    <div class="logs">
      <div class="logs-bar">
        <input
          class="field"
          type="search"
          placeholder="Find in lines"
          aria-label="Find in lines"
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={follow}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
          Follow
        </label>
        <span class="muted number">
          {find ? `${formatCount(lines.length)} of ` : ""}
          {formatCount(feed.lines.value.length)} lines
          {feed.first > 0 ? ` (of ${formatCount(size)})` : ""}
        </span>
        {feed.first > 0 && <Button onClick={() => void feed.older()}>Load older lines</Button>}
      </div>
      <Lines lines={lines} follow={follow} onFollow={setFollow} />
    </div>
  );
}

function matching(lines: readonly ConsoleLine[], find: string): readonly ConsoleLine[] {
  if (find === "") return lines;
  const wanted = find.toLowerCase();
  return lines.filter((line) => stripAnsi(line.text).toLowerCase().includes(wanted));
}

interface LinesProps {
  readonly lines: readonly ConsoleLine[];
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
}

function Lines({ lines, follow, onFollow }: LinesProps) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what there is to follow.
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, follow]);
  const scrolled = (element: HTMLElement) => {
    const away = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (away > END_PIXELS === follow) onFollow(!follow);
  };
  return (
    <div
      class="console"
      ref={box}
      role="log"
      aria-live="off"
      aria-label="Console"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
      tabIndex={0}
      onScroll={(event) => scrolled(event.currentTarget)}
    >
      {lines.map((line) => (
        <div key={line.number} class={line.stream === "stderr" ? "line stderr" : "line"}>
          <span class="line-number">{line.number + 1}</span>
          <time class="line-time">{formatClock(line.time / 1000)}</time>
          <span class="line-text">
            {ansiSpans(line.text).map((span, i) => (
              <span key={i} class={span.style}>
                {span.text}
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}
