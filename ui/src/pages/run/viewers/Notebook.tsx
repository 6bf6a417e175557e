import { useMemo } from "preact/hooks";
import { Markdown, SafeHtml } from "~/components/Markdown";
import type { FileOf } from "~/data/files";
import { ansiSpans } from "~/lib/ansi";
import { type Cell, type Output, parseNotebook } from "~/pages/run/notebook";
import { Spans, useSourceLines } from "~/pages/run/Source";
import { TextFile } from "~/pages/run/viewers/TextFile";

const MAX_BYTES = 50_000_000;

/** A notebook with its outputs as they were saved; nothing of it is run. */
export function Notebook(file: FileOf) {
  return (
    <TextFile {...file} maxBytes={MAX_BYTES}>
      {(head) => <Cells text={head.text} />}
    </TextFile>
  );
}

function Cells({ text }: { text: string }) {
  const cells = useMemo(() => {
    try {
      return parseNotebook(text);
    } catch (reason) {
      return reason instanceof Error ? reason : new Error(String(reason));
    }
  }, [text]);
  if (cells instanceof Error) return <p class="faint centred">{cells.message}</p>;
  return (
    <div class="notebook">
      {cells.map((cell, i) => (
        <NotebookCell key={i} cell={cell} />
      ))}
    </div>
  );
}

function NotebookCell({ cell }: { cell: Cell }) {
  if (cell.kind === "markdown") {
    return (
      <div class="cell">
        <span />
        <Markdown text={cell.source} />
      </div>
    );
  }
  return (
    <div class="cell">
      <span class="cell-count">{cell.kind === "code" && `[${cell.count}]`}</span>
      <div class="cell-body">
        <CellSource text={cell.source} isCode={cell.kind === "code"} />
        {cell.outputs.map((output, i) => (
          <CellOutput key={i} output={output} />
        ))}
      </div>
    </div>
  );
}

function CellSource({ text, isCode }: { text: string; isCode: boolean }) {
  const lines = useSourceLines(text, isCode ? "python" : null);
  return (
    <pre class="cell-source">
      {lines.map((line, i) => (
        <div key={i}>
          <Spans line={line} />
          {line.length === 0 && " "}
        </div>
      ))}
    </pre>
  );
}

function CellOutput({ output }: { output: Output }) {
  switch (output.kind) {
    case "image":
      return <img class="cell-image" src={output.url} alt="Output of the cell" />;
    case "html":
      return <SafeHtml html={output.text} />;
    case "markdown":
      return <Markdown text={output.text} />;
    case "left-out":
      return <p class="faint">An output that needs a script is not shown: {output.types}.</p>;
    default:
      return (
        <pre class={output.isError ? "cell-text error" : "cell-text"}>
          {output.text.split("\n").map((line, i) => (
            <div key={i}>
              {ansiSpans(line).map((span, j) => (
                <span key={j} class={span.style}>
                  {span.text}
                </span>
              ))}
            </div>
          ))}
        </pre>
      );
  }
}
