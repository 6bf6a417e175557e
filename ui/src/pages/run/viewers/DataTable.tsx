import { useMemo, useState } from "preact/hooks";
import { formatCount } from "~/lib/format";
import { VirtualRows } from "~/pages/run/VirtualRows";

const ROW_PIXELS = 28;
const MAX_COLUMN_CHARS = 48;
/** Columns are as wide as the widest of so many rows. */
const MEASURED_ROWS = 200;

/** Roles and not table elements: those cannot hold only the rows in view. */
const ROLES = {
  row: { role: "row" },
  cell: { role: "cell" },
  rowheader: { role: "rowheader" },
  columnheader: { role: "columnheader" },
} as const;

interface DataTableProps {
  readonly label: string;
  /** The titles first. */
  readonly rows: readonly (readonly string[])[];
  /** Rows that there are in all, when these are only the first ones. */
  readonly total?: number;
}

/** A table of any length, of which only what is in view is in the page. */
export function DataTable({ label, rows, total }: DataTableProps) {
  const [find, setFind] = useState("");
  const [head = [], ...body] = rows;
  const columns = useMemo(() => columnsOf(rows), [rows]);
  const wanted = find.toLowerCase();
  const shown = body
    .map((cells, index) => ({ cells, index }))
    .filter(({ cells }) => wanted === "" || cells.some((c) => c.toLowerCase().includes(wanted)));
  return (
    <div class="data-table">
      <div class="viewer-bar">
        <input
          class="field"
          type="search"
          placeholder="Find in rows"
          aria-label="Find in rows"
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
        <span class="muted number" role="status">
          {find !== "" && `${formatCount(shown.length)} of `}
          {formatCount(body.length)} rows · {head.length} columns
          {total !== undefined &&
            total > body.length &&
            ` · ${formatCount(total)} rows in the file`}
        </span>
      </div>
      <VirtualRows
        class="data-rows"
        role="table"
        label={label}
        count={shown.length}
        rowHeight={ROW_PIXELS}
        head={<Row index={-1} cells={head} columns={columns} />}
        row={(i) => {
          const one = shown[i];
          return one && <Row key={i} index={one.index} cells={one.cells} columns={columns} />;
        }}
      />
    </div>
  );
}

interface Columns {
  readonly template: string;
  readonly isNumber: readonly boolean[];
}

interface RowProps {
  readonly index: number;
  readonly cells: readonly string[];
  readonly columns: Columns;
}

function Row({ index, cells, columns }: RowProps) {
  const isHead = index < 0;
  return (
    <div
      {...{ ...ROLES.row, "aria-rowindex": index + 2 }}
      class={isHead ? "data-row head" : "data-row"}
      style={{ gridTemplateColumns: columns.template }}
    >
      <span {...(isHead ? ROLES.columnheader : ROLES.rowheader)} class="data-cell faint number">
        {isHead ? "#" : index + 1}
      </span>
      {cells.map((cell, i) => (
        <span
          key={i}
          {...(isHead ? ROLES.columnheader : ROLES.cell)}
          class={columns.isNumber[i] ? "data-cell right number" : "data-cell"}
          title={cell.length > 20 ? cell : undefined}
        >
          {cell}
        </span>
      ))}
    </div>
  );
}

function columnsOf(rows: readonly (readonly string[])[]): Columns {
  const [head = [], ...body] = rows.slice(0, MEASURED_ROWS);
  const widths = head.map((title, i) => {
    const longest = Math.max(title.length, ...body.map((row) => row[i]?.length ?? 0));
    return `minmax(${Math.min(longest, MAX_COLUMN_CHARS) + 3}ch, 1fr)`;
  });
  const digits = String(rows.length).length + 3;
  return {
    template: `${digits}ch ${widths.join(" ")}`,
    isNumber: head.map((_, i) => body.length > 0 && body.every((row) => isNumeric(row[i] ?? ""))),
  };
}

function isNumeric(text: string): boolean {
  return text === "" || text === "null" || !Number.isNaN(Number(text));
}
