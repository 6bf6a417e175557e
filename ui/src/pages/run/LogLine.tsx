import type { ConsoleLine } from "~/data/console";
import { ansiSpans, stripAnsi } from "~/lib/ansi";
import { formatClock, formatMoment } from "~/lib/format";
import { type Matcher, markSpans } from "~/pages/run/log_search";

interface LogLineProps {
  readonly line: ConsoleLine | undefined;
  readonly matcher: Matcher | null;
  readonly isCurrent: boolean;
  readonly showTimes: boolean;
}

/** One line, in the colours in which the terminal had it, with what was looked for marked. */
export function LogLine({ line, matcher, isCurrent, showTimes }: LogLineProps) {
  if (line === undefined) return <div class="line faint">…</div>;
  const ranges = matcher?.(stripAnsi(line.text)) ?? [];
  const spans = markSpans(ansiSpans(line.text), ranges);
  const classes = ["line", line.stream === "stderr" && "stderr", isCurrent && "current"];
  return (
    <div class={classes.filter(Boolean).join(" ")}>
      <span class="line-number">{line.number + 1}</span>
      {showTimes && (
        <time class="line-time" title={formatMoment(line.time)}>
          {formatClock(line.time / 1000)}
        </time>
      )}
      <span class="line-text">
        {spans.map((span, i) =>
          span.isMarked ? (
            <mark key={i} class={span.style}>
              {span.text}
            </mark>
          ) : (
            <span key={i} class={span.style}>
              {span.text}
            </span>
          ),
        )}
      </span>
    </div>
  );
}
