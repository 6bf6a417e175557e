import { useMemo, useState } from "preact/hooks";
import { formatCount } from "~/lib/format";
import { diffLines, linesOf, MAX_CHANGES } from "~/lib/line_diff";
import { type SplitLine, type SplitRow, splitRows } from "~/pages/compare/split_rows";

/** Rows drawn of one file; a page of more is slow to lay out and not read. */
const MAX_ROWS = 2_000;

/** Two texts side by side. */
export function SplitDiff({ before, after }: { before: string; after: string }) {
  const diff = useMemo(() => diffLines(linesOf(before), linesOf(after)), [before, after]);
  const rows = useMemo(() => splitRows(diff), [diff]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  if (diff.added + diff.removed === 0) return <p class="faint split-note">No line differs.</p>;
  const shown = rows.flatMap((row) => (row.kind === "fold" && open.has(row.id) ? row.rows : row));
  return (
    <>
      {!diff.isShortest && (
        <p class="faint split-note">
          More than {formatCount(MAX_CHANGES)} lines differ, so all of the one stands before all of
          the other.
        </p>
      )}
      <div class="split">
        <table class="split-table">
          <colgroup>
            <col class="split-number" />
            <col />
            <col class="split-number" />
            <col />
          </colgroup>
          <tbody>
            {shown.slice(0, MAX_ROWS).map((row) => (
              <Row key={keyOf(row)} row={row} onOpen={(id) => setOpen(new Set([...open, id]))} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length > MAX_ROWS && (
        <p class="faint split-note">
          The first {formatCount(MAX_ROWS)} of {formatCount(shown.length)} lines.
        </p>
      )}
    </>
  );
}

function keyOf(row: SplitRow): string {
  if (row.kind === "fold") return `fold ${row.id}`;
  return `${row.before?.number ?? ""} ${row.after?.number ?? ""}`;
}

function Row({ row, onOpen }: { row: SplitRow; onOpen: (id: number) => void }) {
  if (row.kind === "fold") {
    return (
      <tr class="split-fold">
        <td colSpan={4}>
          <button type="button" class="link" onClick={() => onOpen(row.id)}>
            Show {formatCount(row.rows.length)} equal lines
          </button>
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <Side line={row.before} kind={row.changed ? "removed" : "same"} />
      <Side line={row.after} kind={row.changed ? "added" : "same"} />
    </tr>
  );
}

function Side({ line, kind }: { line: SplitLine | null; kind: "same" | "removed" | "added" }) {
  if (line === null) return <td colSpan={2} class="split-none" />;
  return (
    <>
      <td class={`split-no ${kind}`}>{line.number}</td>
      <td class={`split-text ${kind}`}>
        {kind !== "same" && <span class="hidden-text">{kind}: </span>}
        <Marked line={line} />
      </td>
    </>
  );
}

function Marked({ line }: { line: SplitLine }) {
  return (
    <>
      {line.pieces.map((piece, i) =>
        piece.isMarked ? <mark key={i}>{piece.text}</mark> : piece.text || " ",
      )}
    </>
  );
}
