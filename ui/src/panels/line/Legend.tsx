import type { Line } from "~/charts/Line";
import { hovered } from "~/panels/hover";

/** Which line is which, where there is room: hue and dash, and the run lights up everywhere. */
export function Legend({ lines }: { lines: readonly Line[] }) {
  return (
    <ul class="chart-legend">
      {lines.map((line) => (
        <li
          key={line.id}
          onPointerEnter={() => {
            hovered.value = { x: null, run: line.run, by: "legend" };
          }}
          onPointerLeave={() => {
            hovered.value = null;
          }}
        >
          <svg viewBox="0 0 22 4" aria-hidden="true">
            <path d="M0 2h22" stroke={line.colour} stroke-dasharray={line.dash.join(" ")} />
          </svg>
          {line.label}
        </li>
      ))}
    </ul>
  );
}
