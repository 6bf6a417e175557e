import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { type ClassScore, type TableCurve, type TableView, useTableCurves } from "~/data/tables";
import { formatCount, formatNumber } from "~/lib/format";
import { toNumber } from "~/lib/json";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import { CurveChart } from "~/panels/pr_roc/CurveChart";
import { bestPoint, type ClassCurve, classCurve } from "~/panels/pr_roc/class_curve";

interface CurvePanelProps {
  readonly kind: "pr" | "roc";
  readonly run: string;
  readonly view: TableView;
  readonly truth: string;
  readonly scores: readonly ClassScore[];
  /** Examples with at least this score are wanted. */
  readonly onPick: (score: string, threshold: number) => void;
}

const MOST_CURVES = 12;

/** How well each class is told from the others; a point lists the examples that it finds. */
export function CurvePanel(props: CurvePanelProps) {
  const drawn = props.scores.slice(0, MOST_CURVES);
  const answer = useTableCurves(props.run, props.view, props.truth, drawn);
  if (answer.error) {
    return <Failure what="The curves" error={answer.error} retry={answer.retry} />;
  }
  if (answer.data === undefined) return <Skeleton lines={8} />;
  if (answer.data.every((curve) => curve.positives === 0)) {
    return (
      <Notice title="Nothing to draw">
        <p>
          No row that matches is of one of the classes {drawn.map((one) => one.name).join(", ")}.
        </p>
      </Notice>
    );
  }
  return <Curves {...props} curves={answer.data} />;
}

function Curves(props: CurvePanelProps & { readonly curves: readonly TableCurve[] }) {
  const { kind, scores, curves, onPick } = props;
  const [chosen, setChosen] = useState(0);
  const [point, setPoint] = useState<number | null>(null);
  const lines = curves.map((curve, i) =>
    classCurve(kind, scores[i] ?? { name: "", score: "" }, curve, slotColour(i, theme.value)),
  );
  const line = lines[chosen] ?? lines[0];
  if (line === undefined) return null;
  const last = line.curve.thresholds.length - 1;
  const at = Math.min(point ?? bestPoint(kind, line), last);
  const choose = (index: number) => {
    setChosen(index);
    setPoint(null);
  };
  return (
    <section class="curves" aria-label={kind === "pr" ? "Precision–recall" : "ROC"}>
      <CurveChart
        kind={kind}
        lines={lines}
        chosen={chosen}
        at={at}
        onPoint={(which, index) => {
          setChosen(which);
          setPoint(index);
        }}
      />
      <div class="curve-side">
        <Legend kind={kind} lines={lines} chosen={chosen} onChoose={choose} />
        {scores.length > MOST_CURVES && (
          <p class="faint">
            The first {MOST_CURVES} of {scores.length} classes.
          </p>
        )}
        <Reading line={line} at={at} onPoint={setPoint} onPick={onPick} />
      </div>
    </section>
  );
}

interface LegendProps {
  readonly kind: "pr" | "roc";
  readonly lines: readonly ClassCurve[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

function Legend({ kind, lines, chosen, onChoose }: LegendProps) {
  return (
    <div class="curve-legend">
      <h3>{kind === "pr" ? "Class, average precision" : "Class, area under the curve"}</h3>
      {lines.map((line, i) => (
        <button
          key={line.name}
          type="button"
          aria-pressed={i === chosen}
          onClick={() => onChoose(i)}
        >
          <span class="dot" style={{ background: line.colour }} />
          <span class="clip">{line.name}</span>
          <span class="number">{areaOf(kind, line.curve)}</span>
        </button>
      ))}
    </div>
  );
}

function areaOf(kind: "pr" | "roc", curve: TableCurve): string {
  const area = kind === "pr" ? curve.average_precision : curve.area;
  return area === null ? "—" : area.toFixed(4);
}

interface ReadingProps {
  readonly line: ClassCurve;
  readonly at: number;
  readonly onPoint: (index: number) => void;
  readonly onPick: (score: string, threshold: number) => void;
}

/** The threshold by keyboard or pointer, what it finds, and the way to its examples. */
function Reading({ line, at, onPoint, onPick }: ReadingProps) {
  const { curve, rates } = line;
  const threshold = toNumber(curve.thresholds[at]);
  const found = (curve.hits[at] ?? 0) + (curve.alarms[at] ?? 0);
  return (
    <div class="curve-reading">
      <label>
        <span>
          {line.score} ≥ <output>{formatNumber(threshold, 4)}</output>
        </span>
        <input
          type="range"
          min={0}
          max={curve.thresholds.length - 1}
          value={at}
          aria-label={`Threshold of ${line.score}`}
          aria-valuetext={formatNumber(threshold, 4)}
          onInput={(event) => onPoint(Number(event.currentTarget.value))}
        />
      </label>
      <dl>
        <div>
          <dt>precision</dt>
          <dd>{formatNumber(rates.precision[at] ?? Number.NaN, 4)}</dd>
        </div>
        <div>
          <dt>recall</dt>
          <dd>{formatNumber(rates.recall[at] ?? Number.NaN, 4)}</dd>
        </div>
        <div>
          <dt>false positives</dt>
          <dd>{formatNumber(rates.falsePositive[at] ?? Number.NaN, 4)}</dd>
        </div>
      </dl>
      <Button onClick={() => onPick(line.score, threshold)}>
        List the {formatCount(found)} found
      </Button>
      {curve.left_out > 0 && (
        <p class="faint">{formatCount(curve.left_out)} rows have no score and are left out.</p>
      )}
    </div>
  );
}
