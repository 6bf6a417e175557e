import type { AxisKind, Line } from "~/charts/Line";
import { formatX, lineFacts } from "~/charts/Summary";
import { formatNumber } from "~/lib/format";

/** A chart as numbers: one row for each line. */
export function ChartTable({ lines, axis }: { lines: readonly Line[]; axis: AxisKind }) {
  return (
    <div class="chart-table">
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Points</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Last</th>
            <th scope="col">Min</th>
            <th scope="col">Max</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(lineFacts).map((fact) => (
            <tr key={fact.line.id}>
              <th scope="row">
                <span class="swatch" style={{ background: fact.line.colour }} />
                {fact.line.label}
              </th>
              <td>{formatNumber(fact.points)}</td>
              <td>{formatX(fact.firstX, axis)}</td>
              <td>{formatX(fact.lastX, axis)}</td>
              <td>{formatNumber(fact.last)}</td>
              <td>{formatNumber(fact.min)}</td>
              <td>{formatNumber(fact.max)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
