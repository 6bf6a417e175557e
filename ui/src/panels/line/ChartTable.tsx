import { factsOf, formatX, type ShownLines } from "~/charts/Summary";
import { formatNumber } from "~/lib/format";

/** What of a chart is in view as numbers: one row for each line. */
export function ChartTable({ view }: { view: ShownLines }) {
  const { axis } = view;
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
          {factsOf(view).map((fact) => (
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
