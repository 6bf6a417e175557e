import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import type { ConsoleFeed } from "~/data/console";
import type { Run } from "~/data/projects";
import { formatCount } from "~/lib/format";
import { LogExport, LogSearch } from "~/pages/run/LogBar";
import { LogLine } from "~/pages/run/LogLine";
import {
  type LogView,
  type LogWishes,
  useConsoleFeed,
  useHits,
  useLogView,
} from "~/pages/run/use_logs";
import { VirtualRows } from "~/pages/run/VirtualRows";

const LINE_PIXELS = 19;

/** What the program printed, as it prints it. */
export function Logs({ run }: { run: Run }) {
  const feed = useConsoleFeed(run.id);
  const error = feed.error.value;
  const size = feed.size.value;
  if (error !== null && size === null) {
    return <Failure what="The console" error={error} retry={() => void feed.measure()} />;
  }
  if (size === null) return <Skeleton lines={12} />;
  if (size === 0) {
    return (
      <Notice title="Nothing was printed">
        <p>What a program writes to its terminal is kept here, line by line.</p>
      </Notice>
    );
  }
  return <Console run={run} feed={feed} />;
}

const AT_FIRST: LogWishes = { find: "", isRegex: false, stream: "all", onlyHits: false };

function Console({ run, feed }: { run: Run; feed: ConsoleFeed }) {
  const [wishes, setWishes] = useState(AT_FIRST);
  const [follow, setFollow] = useState(true);
  const [showTimes, setShowTimes] = useState(true);
  const [at, setAt] = useState(-1);
  const { scan, matcher } = useHits(feed, wishes);
  const view = useLogView(feed, wishes, scan);
  const onWish = useCallback((wish: Partial<LogWishes>) => {
    setWishes((now) => ({ ...now, ...wish }));
    if (!("onlyHits" in wish)) setAt(-1);
  }, []);
  const hits = scan?.found ?? [];
  const go = (by: 1 | -1) => {
    if (hits.length === 0) return;
    setFollow(false);
    setAt((at + by + hits.length + (at < 0 && by < 0 ? 1 : 0)) % hits.length);
  };
  const current = hits[at]?.number ?? null;
  const fault = matcher instanceof Error ? matcher.message : "";
  return (
    <div class="logs">
      <div class="logs-bar">
        <LogSearch {...{ feed, wishes, onWish, at, fault }} hits={scan} onGo={go} />
        <Check label="Follow" checked={follow} onChange={setFollow} />
        <Check label="Times" checked={showTimes} onChange={setShowTimes} />
        <span class="bar-end">
          <span class="muted number">
            {view.count !== feed.size.value && `${formatCount(view.count)} of `}
            {formatCount(feed.size.value ?? 0)} lines
          </span>
          <LogExport feed={feed} name={run.name} />
        </span>
      </div>
      <Lines
        {...{ feed, view, follow, showTimes, current }}
        onFollow={setFollow}
        matcher={typeof matcher === "function" ? matcher : null}
      />
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

interface LinesProps {
  readonly feed: ConsoleFeed;
  readonly view: LogView;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly showTimes: boolean;
  readonly matcher: ((text: string) => readonly (readonly [number, number])[]) | null;
  /** Number of the hit that is shown. */
  readonly current: number | null;
}

function Lines({ feed, view, follow, onFollow, showTimes, matcher, current }: LinesProps) {
  const { count } = view;
  // Lines that came are drawn when they are here.
  void feed.version.value;
  const isAll = count === feed.size.value;
  const onSpan = useCallback(
    (first: number, end: number) => {
      if (isAll) feed.want(first, end);
    },
    [feed, isAll],
  );
  useEffect(() => {
    if (isAll && follow) feed.want(Math.max(0, count - 100), count);
  }, [feed, isAll, follow, count]);
  const place = current === null ? null : view.indexOf(current);
  const goal = useMemo(() => {
    if (follow) return { index: count - 1, isEnd: true };
    return place === null ? null : { index: place, isEnd: false };
  }, [follow, count, place]);
  useFollowKey(follow, onFollow);
  return (
    <VirtualRows
      class="console"
      role="log"
      label="Console"
      count={count}
      rowHeight={LINE_PIXELS}
      goal={goal}
      onSpan={onSpan}
      onScroll={(atEnd) => atEnd !== follow && onFollow(atEnd)}
      row={(index) => {
        const line = view.line(index);
        const isCurrent = current !== null && line?.number === current;
        return <LogLine key={index} {...{ line, matcher, isCurrent, showTimes }} />;
      }}
    />
  );
}

function useFollowKey(follow: boolean, onFollow: (follow: boolean) => void): void {
  const shortcuts = useMemo<Shortcut[]>(
    () => [{ key: "f", label: "Follow the console", run: () => onFollow(!follow) }],
    [follow, onFollow],
  );
  useShortcuts(shortcuts);
}
