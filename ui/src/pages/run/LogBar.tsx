import { useState } from "preact/hooks";
import { Button, IconButton } from "~/components/Button";
import { Segments } from "~/components/Segments";
import type { ConsoleFeed, ConsoleScan } from "~/data/console";
import { stripAnsi } from "~/lib/ansi";
import { formatCount } from "~/lib/format";
import type { LogWishes } from "~/pages/run/use_logs";

/** A clipboard is no place for more. */
const MAX_COPIED_LINES = 20_000;

interface LogBarProps {
  readonly feed: ConsoleFeed;
  readonly wishes: LogWishes;
  readonly onWish: (wish: Partial<LogWishes>) => void;
  readonly hits: ConsoleScan | null;
  /** The hit that is shown, from 0; −1 before the first one. */
  readonly at: number;
  readonly onGo: (by: 1 | -1) => void;
  readonly fault: string;
}

/** Search in the console: text or expression, streams, hits one after the other. */
export function LogSearch({ feed, wishes, onWish, hits, at, onGo, fault }: LogBarProps) {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    onGo(event.shiftKey ? -1 : 1);
  };
  return (
    <>
      <input
        class="field"
        type="search"
        placeholder={wishes.isRegex ? "Find an expression" : "Find in lines"}
        aria-label="Find in lines"
        aria-invalid={fault !== ""}
        value={wishes.find}
        onInput={(event) => onWish({ find: event.currentTarget.value })}
        onKeyDown={onKey}
      />
      <button
        type="button"
        class="tiny-button"
        aria-pressed={wishes.isRegex}
        title="Regular expression"
        onClick={() => onWish({ isRegex: !wishes.isRegex })}
      >
        <span class="visually-hidden">Regular expression </span>.*
      </button>
      {fault !== "" && (
        <span class="fail" role="alert">
          {fault}
        </span>
      )}
      {hits !== null && <Hits {...{ feed, wishes, onWish, hits, at, onGo }} />}
      <Segments
        name="Stream"
        value={wishes.stream}
        choices={[
          { value: "all", label: "All" },
          { value: "stdout", label: "stdout" },
          { value: "stderr", label: "stderr" },
        ]}
        onChange={(stream) => onWish({ stream })}
      />
    </>
  );
}

function Hits({
  feed,
  wishes,
  onWish,
  hits,
  at,
  onGo,
}: Omit<LogBarProps, "fault"> & { hits: ConsoleScan }) {
  const size = feed.size.value ?? 0;
  const count = hits.found.length;
  const scanned = hits.scanned.value;
  return (
    <span class="log-hits">
      <span class="number" role="status">
        {count === 0
          ? "no hits"
          : `${at < 0 ? "" : `${formatCount(at + 1)} of `}${formatCount(count)} ${count === 1 ? "line" : "lines"}`}
        {hits.isCut.value && " (and more)"}
        {scanned < size && !hits.isCut.value && (
          <span class="faint"> · {Math.floor((100 * scanned) / size)} % searched</span>
        )}
      </span>
      <IconButton
        name="Previous hit"
        icon="chevronLeft"
        disabled={count === 0}
        onClick={() => onGo(-1)}
      />
      <IconButton
        name="Next hit"
        icon="chevronRight"
        disabled={count === 0}
        onClick={() => onGo(1)}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={wishes.onlyHits}
          onChange={(event) => onWish({ onlyHits: event.currentTarget.checked })}
        />
        Only hits
      </label>
    </span>
  );
}

/** Copies or downloads the whole console as plain text. */
export function LogExport({ feed, name }: { feed: ConsoleFeed; name: string }) {
  const [said, setSaid] = useState("");
  const size = feed.size.value ?? 0;
  const during = async (work: () => Promise<void>, done: string) => {
    try {
      setSaid("Reading…");
      await work();
      setSaid(done);
    } catch (reason) {
      setSaid(reason instanceof Error ? reason.message : String(reason));
    }
  };
  const copy = () =>
    during(async () => navigator.clipboard.writeText(await wholeText(feed)), "Copied");
  const save = () => during(async () => saveText(`${name}.log`, await wholeText(feed)), "");
  return (
    <>
      <span class="muted" role="status">
        {said}
      </span>
      {size <= MAX_COPIED_LINES && (
        <Button icon="copy" onClick={() => void copy()}>
          Copy
        </Button>
      )}
      <Button icon="download" onClick={() => void save()}>
        Download
      </Button>
    </>
  );
}

async function wholeText(feed: ConsoleFeed): Promise<string> {
  const parts: string[] = [];
  for await (const lines of feed.walk(0, new AbortController().signal)) {
    for (const line of lines) parts.push(stripAnsi(line.text), "\n");
  }
  return parts.join("");
}

function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
