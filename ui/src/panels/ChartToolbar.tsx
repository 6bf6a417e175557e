import type { ComponentChildren } from "preact";
import { IconButton } from "~/components/Button";
import { Segments } from "~/components/Segments";
import type { XAxis } from "~/lib/series";
import type { ChartSettings } from "~/panels/settings";
import { AxisMenu } from "~/panels/toolbar/AxisMenu";
import { GroupingControl } from "~/panels/toolbar/GroupingControl";
import { Smoothing } from "~/panels/toolbar/Smoothing";

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
  /** Metrics that x may be; none offers no such axis. */
  readonly metrics?: readonly string[];
  /** Whether lines are groups, so that their middle and band can be chosen. */
  readonly grouped?: boolean;
  /** More controls, before the search. */
  readonly children?: ComponentChildren;
}

const AXES = [
  { value: "step", label: "Step", title: "x axis: step" },
  { value: "relative", label: "Time", title: "x axis: time since the start of the run" },
  {
    value: "process",
    label: "Process",
    title: "x axis: time that the run ran, without the pauses before it was resumed",
  },
  { value: "wall", label: "Clock", title: "x axis: wall clock" },
] as const satisfies readonly { value: XAxis; label: string; title: string }[];

/** Everything that holds for all charts, one click away. */
export function ChartToolbar(props: ChartToolbarProps) {
  const { settings, onChange, zoom, metrics = [] } = props;
  const { axis, logX, logY, clipOutliers, range } = settings;
  const setAxis = (next: XAxis) => onChange({ axis: next, range: null, halfLife: 0 });
  return (
    <div class="chart-toolbar" role="toolbar" aria-label="Charts">
      <span class="axis-choice">
        <Segments
          name="x axis"
          value={typeof axis === "string" ? axis : ""}
          choices={AXES}
          onChange={(next) => setAxis(next || "step")}
        />
        {metrics.length > 0 && <AxisMenu axis={axis} metrics={metrics} onChange={setAxis} />}
      </span>
      <Smoothing settings={settings} onChange={onChange} />
      {axis !== "wall" && (
        <Toggle label="Log x" on={logX} onChange={(on) => onChange({ logX: on })} />
      )}
      <Toggle label="Log y" on={logY} onChange={(on) => onChange({ logY: on })} />
      <Toggle
        label="Clip outliers"
        on={clipOutliers}
        onChange={(on) => onChange({ clipOutliers: on })}
      />
      {props.grouped && <GroupingControl settings={settings} onChange={onChange} />}
      <span class="toolbar-end">
        {range !== null && (
          <span class="zoom-tools">
            <IconButton name="Zoom back" icon="chevronLeft" onClick={zoom.back} />
            <IconButton name="Zoom forward" icon="chevronRight" onClick={zoom.forward} />
            <IconButton name="Show everything" icon="reset" onClick={zoom.reset} />
          </span>
        )}
        {props.children}
        <input
          class="field small"
          type="search"
          placeholder="Find metrics"
          aria-label="Find metrics"
          title="A part of the name, or a regular expression"
          value={props.find}
          onInput={(event) => props.onFind(event.currentTarget.value)}
        />
      </span>
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
