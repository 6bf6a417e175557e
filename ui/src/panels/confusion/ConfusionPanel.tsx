import { useState } from "preact/hooks";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { Segments } from "~/components/Segments";
import { type TableView, useTableGroups } from "~/data/tables";
import {
  accuracyOf,
  type Confusion,
  classScores,
  confusionOf,
  type PairCount,
} from "~/lib/classify";
import { formatCount } from "~/lib/format";

interface ConfusionPanelProps {
  readonly run: string;
  readonly view: TableView;
  readonly truth: string;
  readonly predicted: string;
  /** The order of classes; empty takes them as they come. */
  readonly classes: readonly string[];
  /** Whether the examples of this cell are listed. */
  readonly isPicked: (truth: string, predicted: string) => boolean;
  readonly onPick: (truth: string, predicted: string) => void;
}

const MOST_CLASSES = 60;
const NO_AGGREGATES: readonly never[] = [];

/** How often each class was taken for which; a click on a cell lists its examples. */
export function ConfusionPanel(props: ConfusionPanelProps) {
  const { truth, predicted, classes } = props;
  const answer = useTableGroups(props.run, props.view, [truth, predicted], NO_AGGREGATES);
  if (answer.error) {
    return <Failure what="The confusion matrix" error={answer.error} retry={answer.retry} />;
  }
  if (answer.data === undefined) return <Skeleton lines={8} />;
  const confusion = confusionOf(answer.data.groups.flatMap(pairOf), classes);
  if (confusion.classes.length === 0 || answer.data.groups.length === 0) {
    return (
      <Notice title="Nothing to count">
        <p>
          No row that matches has both a {truth} and a {predicted}.
        </p>
      </Notice>
    );
  }
  if (confusion.classes.length > MOST_CLASSES || answer.data.total > answer.data.groups.length) {
    return (
      <Notice title={`${formatCount(confusion.classes.length)} classes are too many to draw`}>
        <p>
          Group by {truth} and {predicted} instead, or filter to fewer than {MOST_CLASSES}.
        </p>
      </Notice>
    );
  }
  return <Matrix {...props} confusion={confusion} />;
}

function pairOf(group: { keys: readonly unknown[]; count: number }): PairCount[] {
  const [truth, predicted] = group.keys;
  if (truth === null || predicted === null) return [];
  return [{ truth: String(truth), predicted: String(predicted), count: group.count }];
}

type Shown = "count" | "recall" | "precision";

function Matrix(props: ConfusionPanelProps & { readonly confusion: Confusion }) {
  const { confusion, truth, predicted } = props;
  const [shown, setShown] = useState<Shown>("count");
  const scores = classScores(confusion);
  const macro = scores.reduce((total, one) => total + one.f1, 0) / Math.max(1, scores.length);
  return (
    <section class="confusion" aria-label="Confusion matrix">
      <header class="plot-head">
        <h3>
          {predicted} against {truth}
        </h3>
        <span class="muted number">
          accuracy {percent(accuracyOf(confusion))} · macro F1 {percent(macro)}
        </span>
        <Segments
          name="Shown in the cells"
          value={shown}
          choices={[
            { value: "count", label: "Count" },
            { value: "recall", label: "% of row", title: "Of what it is: recall" },
            { value: "precision", label: "% of column", title: "Of what it was called: precision" },
          ]}
          onChange={setShown}
        />
      </header>
      <div class="confusion-body">
        <section class="confusion-scroll" aria-label="Cells">
          <table class={confusion.classes.length > 14 ? "dense" : ""}>
            <caption>
              Rows: {truth}. Columns: {predicted}.
            </caption>
            <thead>
              <tr>
                <td />
                {confusion.classes.map((name) => (
                  <th key={name} scope="col" title={`${predicted} = ${name}`}>
                    {name}
                  </th>
                ))}
                <th scope="col" class="score">
                  recall
                </th>
              </tr>
            </thead>
            <tbody>
              {confusion.classes.map((name, row) => (
                <tr key={name}>
                  <th scope="row" title={`${truth} = ${name}`}>
                    {name}
                  </th>
                  {confusion.classes.map((other, column) => (
                    <CountCell key={other} {...props} {...{ shown, row, column }} />
                  ))}
                  <td class="score">{percent(scores[row]?.recall ?? 0)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" class="score">
                  precision
                </th>
                {scores.map((one, i) => (
                  <td key={confusion.classes[i]} class="score">
                    {percent(one.precision)}
                  </td>
                ))}
                <td />
              </tr>
            </tfoot>
          </table>
        </section>
        <Mistakes {...props} />
      </div>
    </section>
  );
}

const MOST_MISTAKES = 9;

/** The commonest mistakes, the largest first. */
function Mistakes({
  confusion,
  isPicked,
  onPick,
}: ConfusionPanelProps & { readonly confusion: Confusion }) {
  const { classes, counts } = confusion;
  const mistakes = counts
    .flatMap((row, i) => row.map((count, j) => ({ count, i, j })))
    .filter(({ count, i, j }) => i !== j && count > 0)
    .sort((one, other) => other.count - one.count)
    .slice(0, MOST_MISTAKES);
  if (mistakes.length === 0) return null;
  return (
    <section class="mistakes" aria-label="Commonest mistakes">
      <h4>Commonest mistakes</h4>
      {mistakes.map(({ count, i, j }) => (
        <button
          key={`${i} ${j}`}
          type="button"
          aria-pressed={isPicked(classes[i] ?? "", classes[j] ?? "")}
          onClick={() => onPick(classes[i] ?? "", classes[j] ?? "")}
        >
          <span class="clip">
            {classes[i]} called {classes[j]}
          </span>
          <span class="number">{formatCount(count)}</span>
        </button>
      ))}
    </section>
  );
}

interface CountCellProps extends ConfusionPanelProps {
  readonly confusion: Confusion;
  readonly shown: Shown;
  readonly row: number;
  readonly column: number;
}

/** Darkest at this part, so that text on it can be read in both themes. */
const DARKEST = 46;

function CountCell({ confusion, shown, row, column, isPicked, onPick }: CountCellProps) {
  const truth = confusion.classes[row] ?? "";
  const predicted = confusion.classes[column] ?? "";
  const cell = cellOf(confusion, row, column);
  const part = shown === "precision" ? cell.ofColumn : cell.ofRow;
  const count = formatCount(cell.count);
  const [ofRow, ofColumn] = [percent(cell.ofRow), percent(cell.ofColumn)];
  if (cell.count === 0) {
    return (
      <td class="none" title={`${truth} → ${predicted}: none`}>
        ·
      </td>
    );
  }
  return (
    <td>
      <button
        type="button"
        class="count"
        aria-pressed={isPicked(truth, predicted)}
        aria-label={`${truth} taken for ${predicted}: ${count}, ${ofRow} of ${truth}`}
        title={`${truth} → ${predicted}: ${count} (${ofRow} of row, ${ofColumn} of column)`}
        style={{ background: shadeOf(part, row === column) }}
        onClick={() => onPick(truth, predicted)}
      >
        {shown === "count" ? count : percent(part)}
      </button>
    </td>
  );
}

function cellOf({ counts }: Confusion, row: number, column: number) {
  const count = counts[row]?.[column] ?? 0;
  return {
    count,
    ofRow: count / Math.max(1, sum(counts[row] ?? [])),
    ofColumn: count / Math.max(1, sum(counts.map((one) => one[column] ?? 0))),
  };
}

/** What is right in one hue, errors in another; those are rare: the root makes one in 100 seen. */
function shadeOf(part: number, isRight: boolean): string {
  const tone = isRight ? "var(--accent)" : "var(--fail)";
  const strength = isRight ? part : Math.sqrt(part);
  return `color-mix(in srgb, ${tone} ${(strength * DARKEST).toFixed(1)}%, var(--surface))`;
}

function percent(part: number): string {
  if (!Number.isFinite(part)) return "—";
  const value = part * 100;
  return `${value >= 99.95 || value === 0 ? value.toFixed(0) : value.toFixed(1)}%`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
