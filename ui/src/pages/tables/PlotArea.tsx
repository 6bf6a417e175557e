import { Notice } from "~/components/Notice";
import type { TableView } from "~/data/tables";
import type { TablePlot } from "~/pages/tables/plot";
import { equals, nameIn } from "~/pages/tables/state";
import { ConfusionPanel } from "~/panels/confusion/ConfusionPanel";
import { CurvePanel } from "~/panels/pr_roc/CurvePanel";

interface PlotAreaProps {
  readonly run: string;
  readonly view: TableView;
  readonly plot: TablePlot;
  /** Kinds of the columns, to write comparisons of them. */
  readonly isNumber: (column: string) => boolean;
  readonly pick: string;
  readonly onPick: (condition: string) => void;
}

/** The plot above the rows. What is clicked in it becomes a condition on the rows. */
export function PlotArea({ run, view, plot, isNumber, pick, onPick }: PlotAreaProps) {
  const { kind, truth, predicted } = plot;
  if (kind === "none") return null;
  if (truth === "" || (kind === "confusion" ? predicted === "" : plot.scores.length === 0)) {
    return (
      <div class="plot-area">
        <Notice title="Which columns?">
          <p>Choose in the menu of the plot which column is right and which is the answer.</p>
        </Notice>
      </div>
    );
  }
  const condition = (row: string, column: string) =>
    [
      equals(truth, isNumber(truth) ? Number(row) : row),
      equals(predicted, isNumber(predicted) ? Number(column) : column),
    ].join(" AND ");
  return (
    <div class="plot-area">
      {kind === "confusion" ? (
        <ConfusionPanel
          {...{ run, view, truth, predicted }}
          classes={plot.classes}
          isPicked={(row, column) => pick === condition(row, column)}
          onPick={(row, column) => onPick(condition(row, column))}
        />
      ) : (
        <CurvePanel
          {...{ kind, run, view, truth }}
          scores={plot.scores}
          onPick={(score, threshold) => onPick(`${nameIn(score)} >= ${threshold}`)}
        />
      )}
    </div>
  );
}
