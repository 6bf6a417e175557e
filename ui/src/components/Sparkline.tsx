/** Small pictures of numbers, without axes: the words beside them say what they are. */

const WIDTH = 96;
const HEIGHT = 24;
/** So that the line's own width does not stick out. */
const EDGE = 2;

interface SparklineProps {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly label: string;
}

/** A curve; values that are no numbers leave a gap. */
export function Sparkline({ x, y, label }: SparklineProps) {
  const path = sparkPath(x, y);
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <path d={path.line} />
      {path.end && <circle cx={path.end[0]} cy={path.end[1]} r="2" />}
    </svg>
  );
}

/** The line through the points, and where it ends. */
export function sparkPath(
  x: readonly number[],
  y: readonly number[],
): { line: string; end: readonly [number, number] | null } {
  const finite = y.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const [from, to] = [x[0] ?? 0, x[x.length - 1] ?? 0];
  const across = (at: number) => scaled(at, from, to, EDGE, WIDTH - EDGE);
  const down = (value: number) => scaled(value, low, high, HEIGHT - EDGE, EDGE);
  let line = "";
  let end: readonly [number, number] | null = null;
  let gap = true;
  for (const [i, value] of y.entries()) {
    if (!Number.isFinite(value)) {
      gap = true;
      continue;
    }
    end = [across(x[i] ?? 0), down(value)];
    line += `${gap ? "M" : "L"}${end[0]} ${end[1]}`;
    gap = false;
  }
  return { line, end };
}

function scaled(value: number, low: number, high: number, from: number, to: number): number {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return Math.round((from + share * (to - from)) * 10) / 10;
}

/** Counts side by side, such as the runs of each day; the last one is today. */
export function Bars({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(1, ...counts);
  const width = WIDTH / counts.length;
  return (
    <svg
      class="day-bars"
      preserveAspectRatio="none"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      {counts.map((count, i) => {
        const height = count === 0 ? 1 : Math.max(3, (count / most) * (HEIGHT - 2));
        return (
          <rect
            key={i}
            class={count === 0 ? "none" : ""}
            x={i * width + 0.75}
            y={HEIGHT - height}
            width={width - 1.5}
            height={height}
          />
        );
      })}
    </svg>
  );
}
