import { useCallback, useMemo } from "preact/hooks";
import { useLoaded } from "~/components/use_loaded";
import type { Language } from "~/pages/run/language";
import { plainLines, type SourceLine } from "~/pages/run/spans";
import { VirtualRows } from "~/pages/run/VirtualRows";

/** Longer texts stay without colours: finding them would hold the page up. */
const MAX_COLOURED_CHARS = 300_000;

const LINE_PIXELS = 19;

/** Splits a text into lines; with colours as soon as the highlighter is here. */
export type LinesOf = (text: string) => readonly SourceLine[];

/** What splits texts of a language; `chars` is how much there is to colour in all. */
export function useHighlighter(language: Language | null, chars: number): LinesOf {
  const wanted = language !== null && chars <= MAX_COLOURED_CHARS;
  const load = useCallback(
    async () => (wanted ? await import("~/pages/run/highlight") : null),
    [wanted],
  );
  const loaded = useLoaded(load);
  return useMemo(() => {
    if (language === null || loaded === null || loaded instanceof Error) return plainLines;
    return (text) => loaded.highlight(text, language);
  }, [language, loaded]);
}

/** Lines of a text, without the end of the last one. */
export function useSourceLines(text: string, language: Language | null): readonly SourceLine[] {
  const linesOf = useHighlighter(language, text.length);
  return useMemo(() => linesOf(text.replace(/\r?\n$/, "")), [text, linesOf]);
}

export function Spans({ line }: { line: SourceLine }) {
  return (
    <>
      {line.map((span, i) =>
        span.style === "" ? (
          span.text
        ) : (
          <span key={i} class={span.style}>
            {span.text}
          </span>
        ),
      )}
    </>
  );
}

interface SourceProps {
  readonly text: string;
  readonly language: Language | null;
  readonly label: string;
}

/** Source text with line numbers. */
export function Source({ text, language, label }: SourceProps) {
  const lines = useSourceLines(text, language);
  const digits = String(lines.length).length;
  return (
    <VirtualRows
      class="source"
      role="region"
      label={`Text of ${label}`}
      count={lines.length}
      rowHeight={LINE_PIXELS}
      row={(index) => (
        <div key={index} class="source-line">
          <span class="source-number" style={{ width: `${digits + 3}ch` }}>
            {index + 1}
          </span>
          <span>
            <Spans line={lines[index] ?? []} />
          </span>
        </div>
      )}
    />
  );
}
