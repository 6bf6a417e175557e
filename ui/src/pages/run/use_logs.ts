/** What the console tab shows: all lines, those of one stream, or those that hold what is looked for. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { ConsoleFeed, type ConsoleLine, ConsoleScan, type TextSearch } from "~/data/console";
import { stripAnsi } from "~/lib/ansi";
import { type Matcher, matcherOf } from "~/pages/run/log_search";

export type Stream = "all" | "stdout" | "stderr";

export interface LogWishes {
  readonly find: string;
  readonly isRegex: boolean;
  readonly stream: Stream;
  readonly onlyHits: boolean;
}

export interface LogView {
  readonly count: number;
  /** The line at an index of what is shown; undefined while it is on the way. */
  readonly line: (index: number) => ConsoleLine | undefined;
  /** Where a line stands in what is shown. */
  readonly indexOf: (number: number) => number;
}

export function useConsoleFeed(run: string): ConsoleFeed {
  const feed = useMemo(() => new ConsoleFeed(run), [run]);
  useEffect(() => () => feed.destroy(), [feed]);
  return feed;
}

/** The lines that hold what is looked for; null when nothing is. */
export function useHits(
  feed: ConsoleFeed,
  wishes: LogWishes,
): { readonly scan: ConsoleScan | null; readonly matcher: Matcher | Error | null } {
  const { find, isRegex, stream } = wishes;
  const matcher = useMemo(() => matcherOf(find, isRegex), [find, isRegex]);
  const test = useMemo(() => {
    if (typeof matcher !== "function") return null;
    return (line: ConsoleLine) => isOf(line, stream) && matcher(stripAnsi(line.text)).length > 0;
  }, [matcher, stream]);
  const search = useMemo<TextSearch | null>(
    () =>
      isRegex || find === "" ? null : { text: find, stream: stream === "all" ? null : stream },
    [find, isRegex, stream],
  );
  return { scan: useScan(feed, test, search), matcher };
}

/** What is shown of the console. */
export function useLogView(
  feed: ConsoleFeed,
  wishes: LogWishes,
  hits: ConsoleScan | null,
): LogView {
  const { stream, onlyHits } = wishes;
  const test = useMemo(
    () => (stream === "all" ? null : (line: ConsoleLine) => isOf(line, stream)),
    [stream],
  );
  const ofStream = useScan(feed, test);
  const scan = hits !== null && onlyHits ? hits : ofStream;
  if (scan === null) {
    return { count: feed.size.value ?? 0, line: (i) => feed.at(i), indexOf: (number) => number };
  }
  const { found } = scan;
  return {
    count: found.length,
    line: (i) => found[i],
    indexOf: (number) => placeOf(found, number),
  };
}

function isOf(line: ConsoleLine, stream: Stream): boolean {
  return stream === "all" || line.stream === stream;
}

/** A scan that goes on while the run prints; null without a test. */
function useScan(
  feed: ConsoleFeed,
  test: ((line: ConsoleLine) => boolean) | null,
  search: TextSearch | null = null,
): ConsoleScan | null {
  const scan = useMemo(
    () => (test === null ? null : new ConsoleScan(feed, test, search)),
    [feed, test, search],
  );
  const size = feed.size.value;
  const [, redraw] = useState(0);
  useEffect(() => () => scan?.destroy(), [scan]);
  useEffect(() => scan?.scanned.subscribe(() => redraw((count) => count + 1)), [scan]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what there is to look at.
  useEffect(() => void scan?.advance(), [scan, size]);
  return scan;
}

/** Index of the first line that is not before a number. */
export function placeOf(lines: readonly ConsoleLine[], number: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
