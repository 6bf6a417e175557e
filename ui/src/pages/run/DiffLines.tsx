import { type DiffLine, sideBySide } from "~/pages/run/diff_lines";
import { Spans } from "~/pages/run/Source";
import type { SourceLine } from "~/pages/run/spans";

/** Coloured lines by their numbers, before and after. */
export interface Colours {
  readonly before: ReadonlyMap<number, SourceLine>;
  readonly after: ReadonlyMap<number, SourceLine>;
}

interface LinesProps {
  readonly lines: readonly DiffLine[];
  readonly colours: Colours;
}

const SIGNS: Record<DiffLine["kind"], string> = { added: "+", removed: "−", same: " ", hunk: "" };

/** What was removed above what was added. */
export function UnifiedLines({ lines, colours }: LinesProps) {
  return (
    <>
      {lines.map((line, i) =>
        line.kind === "hunk" ? (
          <Hunk key={i} line={line} />
        ) : (
          <div key={i} class={`diff-line ${line.kind}`}>
            <span class="diff-number">{line.before}</span>
            <span class="diff-number">{line.after}</span>
            <Text
              line={line}
              side={line.kind === "removed" ? "before" : "after"}
              colours={colours}
            />
          </div>
        ),
      )}
    </>
  );
}

/** Before on the left, after on the right. */
export function SplitLines({ lines, colours }: LinesProps) {
  return (
    <>
      {sideBySide(lines).map(({ left, right }, i) =>
        left?.kind === "hunk" ? (
          <Hunk key={i} line={left} />
        ) : (
          <div key={i} class="diff-pair">
            <Side line={left} side="before" colours={colours} />
            <Side line={right} side="after" colours={colours} />
          </div>
        ),
      )}
    </>
  );
}

interface SideProps {
  readonly line: DiffLine | null;
  readonly side: "before" | "after";
  readonly colours: Colours;
}

function Side({ line, side, colours }: SideProps) {
  if (line === null) return <div class="diff-line none" />;
  return (
    <div class={`diff-line ${line.kind}`}>
      <span class="diff-number">{line[side]}</span>
      <Text line={line} side={side} colours={colours} />
    </div>
  );
}

function Text({ line, side, colours }: SideProps & { readonly line: DiffLine }) {
  const coloured = colours[side].get(line[side] ?? -1);
  return (
    <>
      <span class="diff-sign">{SIGNS[line.kind]}</span>
      <span class="diff-text">{coloured ? <Spans line={coloured} /> : line.text}</span>
    </>
  );
}

function Hunk({ line }: { line: DiffLine }) {
  return <div class="diff-hunk">{line.text}</div>;
}
