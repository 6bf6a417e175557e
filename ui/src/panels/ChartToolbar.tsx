import { IconButton } from "~/components/Button";
import { Segments } from "~/components/Segments";
import { formatNumber, formatSeconds } from "~/lib/format";
import type { XAxis } from "~/lib/series";
import type { ChartSettings } from "~/panels/settings";

interface ChartToolbarProps {
  readonly settings: ChartSettings;
  readonly onChange: (change: Partial<ChartSettings>) => void;
  readonly zoom: {
    readonly back: () => void;
    readonly forward: () => void;
    readonly reset: () => void;
  };
  readonly find: string;
  readonly onFind: (text: string) => void;
}

const AXES = [
  { value: "step", label: "Step", title: "x axis: step" },
  { value: "relative", label: "Time", title: "x axis: time since the start of the run" },
  { value: "wall", label: "Clock", title: "x axis: wall clock" },
] as const;

/** Everything that holds for all charts, one click away. */
export function ChartToolbar({ settings, onChange, zoom, find, onFind }: ChartToolbarProps) {
  const { axis, logY, clipOutliers, range } = settings;
  return (
    <div class="chart-toolbar" role="toolbar" aria-label="Charts">
      <Segments
        name="x axis"
        value={typeof axis === "string" ? axis : "step"}
        choices={AXES}
        onChange={(next: XAxis & string) => onChange({ axis: next, range: null, halfLife: 0 })}
      />
      <Smoothing settings={settings} onChange={onChange} />
      <Toggle label="Log y" on={logY} onChange={(on) => onChange({ logY: on })} />
      <Toggle
        label="Clip outliers"
        on={clipOutliers}
        onChange={(on) => onChange({ clipOutliers: on })}
      />
      <span class="toolbar-gap" />
      {range !== null && (
        <span class="zoom-tools">
          <IconButton name="Zoom back" icon="chevronLeft" onClick={zoom.back} />
          <IconButton name="Zoom forward" icon="chevronRight" onClick={zoom.forward} />
          <IconButton name="Show everything" icon="reset" onClick={zoom.reset} />
        </span>
      )}
      <input
        class="field small"
        type="search"
        placeholder="Find metrics"
        aria-label="Find metrics"
        value={find}
        onInput={(event) => onFind(event.currentTarget.value)}
      />
    </div>
  );
}

function Toggle(props: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.on}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}

/** Slider positions; each is a factor of 2^(1/2), from one unit up to a million. */
const SLIDER_STEPS = 40;

function halfLifeAt(position: number): number {
  return position === 0 ? 0 : Number((2 ** ((position - 1) / 2)).toPrecision(2));
}

function positionOf(halfLife: number): number {
  return halfLife <= 0 ? 0 : Math.round(2 * Math.log2(halfLife)) + 1;
}

function Smoothing({ settings, onChange }: Pick<ChartToolbarProps, "settings" | "onChange">) {
  const { axis, halfLife } = settings;
  return (
    <label class="smoothing" title="Half-life of the exponential mean, in units of x">
      <span>Smooth</span>
      <input
        type="range"
        min={0}
        max={SLIDER_STEPS}
        value={positionOf(halfLife)}
        aria-valuetext={halfLifeText(axis, halfLife)}
        onInput={(event) => onChange({ halfLife: halfLifeAt(Number(event.currentTarget.value)) })}
      />
      <output>{halfLifeText(axis, halfLife)}</output>
    </label>
  );
}

function halfLifeText(axis: XAxis, halfLife: number): string {
  if (halfLife <= 0) return "off";
  if (axis === "step") return `${formatNumber(halfLife)} steps`;
  return typeof axis === "string" ? formatSeconds(halfLife) : formatNumber(halfLife);
}
