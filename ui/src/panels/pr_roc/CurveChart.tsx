import { type ClassCurve, nearestPoint, pathOf } from "~/panels/pr_roc/class_curve";

interface CurveChartProps {
  readonly kind: "pr" | "roc";
  readonly lines: readonly ClassCurve[];
  readonly chosen: number;
  readonly at: number;
  readonly onPoint: (line: number, index: number) => void;
}

const SIZE = 240;
const LEFT = 40;
const BOTTOM = 36;
const TOP = 10;
const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;

/** The curves in a square. A click takes the nearest point; the slider beside it does the same. */
export function CurveChart({ kind, lines, chosen, at, onPoint }: CurveChartProps) {
  const line = lines[chosen];
  const take = (event: MouseEvent) => {
    if (!(event.currentTarget instanceof SVGElement)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const scale = (LEFT + SIZE + TOP) / box.width;
    const x = ((event.clientX - box.left) * scale - LEFT) / SIZE;
    const y = 1 - ((event.clientY - box.top) * scale - TOP) / SIZE;
    const found = nearestPoint(lines, x, y);
    if (found !== null) onPoint(found.line, found.index);
  };
  const title = kind === "pr" ? "Precision over recall" : "ROC";
  const summary = lines.map((one) => one.name).join(", ");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the threshold slider beside it does the same by keyboard.
    <svg
      class="curve-chart"
      viewBox={`0 0 ${LEFT + SIZE + TOP} ${TOP + SIZE + BOTTOM}`}
      role="img"
      aria-label={`${title} of ${summary}`}
      onClick={take}
    >
      <g transform={`translate(${LEFT} ${TOP})`}>
        {TICKS.map((tick) => (
          <g key={tick} class="tick">
            <line x1={0} x2={SIZE} y1={(1 - tick) * SIZE} y2={(1 - tick) * SIZE} />
            <line x1={tick * SIZE} x2={tick * SIZE} y1={0} y2={SIZE} />
            <text x={-6} y={(1 - tick) * SIZE + 3.5} text-anchor="end">
              {tick}
            </text>
            <text x={tick * SIZE} y={SIZE + 14} text-anchor="middle">
              {tick}
            </text>
          </g>
        ))}
        {kind === "roc" && <line class="chance" x1={0} y1={SIZE} x2={SIZE} y2={0} />}
        {lines.map((one, i) => (
          <path
            key={one.name}
            class={i === chosen ? "chosen" : ""}
            d={pathOf(kind, one, SIZE)}
            stroke={one.colour}
          />
        ))}
        {line && Number.isFinite(line.x[at]) && (
          <circle
            cx={(line.x[at] ?? 0) * SIZE}
            cy={(1 - (line.y[at] ?? 0)) * SIZE}
            r={4.5}
            fill={line.colour}
          />
        )}
        <text class="axis" x={SIZE / 2} y={SIZE + 30} text-anchor="middle">
          {kind === "pr" ? "recall" : "false positive rate"}
        </text>
        <text
          class="axis"
          transform={`translate(-30 ${SIZE / 2}) rotate(-90)`}
          text-anchor="middle"
        >
          {kind === "pr" ? "precision" : "true positive rate"}
        </text>
      </g>
    </svg>
  );
}
