import { useMemo, useState } from "preact/hooks";
import { Notice } from "~/components/Notice";
import { Segments } from "~/components/Segments";
import { type Colours, SplitLines, UnifiedLines } from "~/pages/run/DiffLines";
import { type DiffFile, type DiffLine, foldContext, parseDiff } from "~/pages/run/diff_lines";
import { languageOf } from "~/pages/run/language";
import { type LinesOf, useHighlighter } from "~/pages/run/Source";
import type { SourceLine } from "~/pages/run/spans";

type Layout = "split" | "unified";

/** A longer file opens folded: it is a data file more often than code. */
const MAX_OPEN_LINES = 800;

/** A patch, file by file: the sides beside each other, or one below the other. */
export function Diff({ patch }: { patch: string }) {
  const [layout, setLayout] = useState<Layout>("split");
  const files = useMemo(() => parseDiff(patch), [patch]);
  if (files.length === 0) return <Notice title="No changes" />;
  return (
    <div class="diff">
      <div class="diff-bar">
        <span class="muted">
          {files.length} {files.length === 1 ? "file" : "files"} changed
        </span>
        <Segments
          name="Show changes"
          value={layout}
          choices={[
            { value: "split", label: "Side by side" },
            { value: "unified", label: "Unified" },
          ]}
          onChange={setLayout}
        />
      </div>
      {files.map((file) => (
        <FileDiff key={file.path} file={file} layout={layout} />
      ))}
    </div>
  );
}

function FileDiff({ file, layout }: { file: DiffFile; layout: Layout }) {
  const [open, setOpen] = useState(file.lines.length <= MAX_OPEN_LINES);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <code>{file.path}</code>
        <span class="ok">+{file.added}</span>
        <span class="fail">−{file.removed}</span>
      </summary>
      {open && <Lines file={file} layout={layout} />}
    </details>
  );
}

function Lines({ file, layout }: { file: DiffFile; layout: Layout }) {
  const colours = useColours(file);
  const parts = useMemo(() => foldContext(file.lines), [file]);
  const Shown = layout === "split" ? SplitLines : UnifiedLines;
  return (
    <section
      class={`diff-lines ${layout}`}
      aria-label={`Changes of ${file.path}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      {parts.map((part, i) =>
        part.kind === "lines" ? (
          <Shown key={i} lines={part.lines} colours={colours} />
        ) : (
          <Folded key={i} count={part.lines.length}>
            <Shown lines={part.lines} colours={colours} />
          </Folded>
        ),
      )}
    </section>
  );
}

function Folded({ count, children }: { count: number; children: preact.ComponentChildren }) {
  const [open, setOpen] = useState(false);
  if (open) return children;
  return (
    <button type="button" class="diff-folded" onClick={() => setOpen(true)}>
      {count} lines that did not change
    </button>
  );
}

/** Colours of both sides. Each hunk is a text of its own: what stands between them is not known. */
function useColours(file: DiffFile): Colours {
  const chars = file.lines.reduce((sum, line) => sum + line.text.length + 1, 0);
  const linesOf = useHighlighter(languageOf(file.path), chars);
  return useMemo(
    () => ({
      before: colouredSide(file.lines, "before", linesOf),
      after: colouredSide(file.lines, "after", linesOf),
    }),
    [file, linesOf],
  );
}

function colouredSide(
  lines: readonly DiffLine[],
  side: "before" | "after",
  linesOf: LinesOf,
): Map<number, SourceLine> {
  const coloured = new Map<number, SourceLine>();
  let hunk: DiffLine[] = [];
  const flush = () => {
    const texts = linesOf(hunk.map((line) => line.text).join("\n"));
    hunk.forEach((line, i) => {
      coloured.set(line[side] ?? 0, texts[i] ?? []);
    });
    hunk = [];
  };
  for (const line of lines) {
    if (line.kind === "hunk") flush();
    else if (line[side] !== null) hunk.push(line);
  }
  flush();
  return coloured;
}
