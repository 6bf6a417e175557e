import type { MarkData } from "~/panels/marks/mark_data";

/** More rows than this are for the table of runs. */
const MOST_ROWS = 200;

/** A chart of marks as numbers: one row for each run. */
export function MarkTable({ data }: { data: MarkData }) {
  const rest = data.marks.length - MOST_ROWS;
  return (
    <div class="chart-table">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            {data.columns.map((column) => (
              <th scope="col" key={column.id}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.marks.slice(0, MOST_ROWS).map((mark, i) => (
            <tr key={mark.run}>
              <th scope="row">{mark.label}</th>
              {data.columns.map((column) => (
                <td key={column.id}>{column.cells[i]?.word ?? "—"}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p class="muted">and {rest} more</p>}
    </div>
  );
}
