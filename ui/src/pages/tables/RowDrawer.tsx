import { IconButton } from "~/components/Button";
import { Failure, Skeleton } from "~/components/Notice";
import { type Cell, type TableView, useTableRow } from "~/data/tables";
import { formatCount } from "~/lib/format";

interface RowDrawerProps {
  readonly run: string;
  readonly view: TableView;
  readonly order: readonly string[];
  readonly index: number;
  readonly count: number;
  readonly urlOf: (column: string, path: string) => string;
  readonly onMove: (index: number | null) => void;
  readonly onEnlarge: (url: string) => void;
}

/** One row, all of it: pictures large, texts whole. */
export function RowDrawer(props: RowDrawerProps) {
  const { index, count, onMove } = props;
  const row = useTableRow(props.run, props.view, props.order, index);
  const cells = row.data?.rows[0];
  return (
    <aside class="row-drawer" aria-label="Row">
      <header>
        <h2>
          Row {formatCount(row.data?.numbers[0] ?? index)}{" "}
          <span class="faint">
            {formatCount(index + 1)} of {formatCount(count)}
          </span>
        </h2>
        <IconButton
          name="Row before"
          icon="chevronLeft"
          disabled={index === 0}
          onClick={() => onMove(index - 1)}
        />
        <IconButton
          name="Next row"
          icon="chevronRight"
          disabled={index + 1 >= count}
          onClick={() => onMove(index + 1)}
        />
        <IconButton name="Close the row" icon="cross" onClick={() => onMove(null)} />
      </header>
      {row.error && <Failure what="The row" error={row.error} retry={row.retry} />}
      {!row.error && row.data === undefined && <Skeleton lines={6} />}
      {cells && (
        <dl>
          {row.data?.columns.map((column, i) => (
            <div key={column.name}>
              <dt>{column.name}</dt>
              <dd>
                {column.kind === "image" && cells[i] ? (
                  <button
                    type="button"
                    class="row-picture"
                    aria-label={`Enlarge ${column.name}`}
                    onClick={() => props.onEnlarge(props.urlOf(column.name, String(cells[i])))}
                  >
                    <img src={props.urlOf(column.name, String(cells[i]))} alt="" />
                  </button>
                ) : (
                  <Value cell={cells[i] ?? null} />
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </aside>
  );
}

/** Numbers with all their digits, texts with their lines. */
function Value({ cell }: { cell: Cell }) {
  if (cell === null) return <span class="faint">empty</span>;
  return <span class={typeof cell === "number" ? "number" : "text"}>{String(cell)}</span>;
}
