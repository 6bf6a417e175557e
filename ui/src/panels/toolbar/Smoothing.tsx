import { formatNumber, formatSeconds } from "~/lib/format";
import type { XAxis } from "~/lib/series";
import type { ChartSettings } from "~/panels/settings";
import { SMOOTHERS, type Smoother } from "~/series/kinds";

interface SmoothingProps {
  readonly settings: ChartSettings;
  readonly onChange: (change: Partial<ChartSettings>) => void;
}

/** Slider positions; each is a factor of 2^(1/2), from one unit up to a million. */
const SLIDER_STEPS = 40;

const NAMES: Record<Smoother, { readonly label: string; readonly title: string }> = {
  ema: { label: "Exponential", title: "What lies this far back weighs half" },
  gauss: { label: "Gaussian", title: "What lies this far away on either side weighs half" },
  mean: { label: "Mean", title: "All that lies up to this far away weighs alike" },
};

function widthAt(position: number): number {
  return position === 0 ? 0 : Number((2 ** ((position - 1) / 2)).toPrecision(2));
}

function positionOf(width: number): number {
  return width <= 0 ? 0 : Math.round(2 * Math.log2(width)) + 1;
}

/** How far smoothing reaches, in units of x, and how it weighs. */
export function Smoothing({ settings, onChange }: SmoothingProps) {
  const { axis, halfLife, smoother } = settings;
  const setKind = (text: string) =>
    onChange({ smoother: SMOOTHERS.find((one) => one === text) ?? "ema" });
  return (
    <span class="smoothing">
      <label title={NAMES[smoother].title}>
        <span>Smooth</span>
        <input
          type="range"
          min={0}
          max={SLIDER_STEPS}
          value={positionOf(halfLife)}
          aria-valuetext={widthText(axis, halfLife)}
          onInput={(event) => onChange({ halfLife: widthAt(Number(event.currentTarget.value)) })}
        />
        <output>{widthText(axis, halfLife)}</output>
      </label>
      {halfLife > 0 && (
        <select
          class="field small"
          aria-label="Kind of smoothing"
          title={NAMES[smoother].title}
          value={smoother}
          onChange={(event) => setKind(event.currentTarget.value)}
        >
          {SMOOTHERS.map((kind) => (
            <option key={kind} value={kind}>
              {NAMES[kind].label}
            </option>
          ))}
        </select>
      )}
    </span>
  );
}

function widthText(axis: XAxis, width: number): string {
  if (width <= 0) return "off";
  if (axis === "step") return `${formatNumber(width)} steps`;
  return typeof axis === "string" ? formatSeconds(width) : formatNumber(width);
}
