import { useEffect, useRef, useState } from "preact/hooks";
import type { ChartView, Line } from "~/charts/Line";
import { LineChart } from "~/charts/LineChart";
import { describeChart } from "~/charts/Summary";
import { DARK_CHART, LIGHT_CHART } from "~/charts/Theme";
import { CurveFeed, type FedView } from "~/data/curve_feed";
import { theme } from "~/lib/theme";
import { hovered } from "~/panels/hover";
import { ChartTable } from "~/panels/line/ChartTable";
import { chartLines, type PanelSeries } from "~/panels/line/lines";
import { axisKind, type ChartControls, type ChartSettings, halfLifeOn } from "~/panels/settings";

interface LineViewProps {
  readonly title: string;
  /** Whose news concern it, such as `project:vision`. */
  readonly topic: string;
  readonly series: readonly PanelSeries[];
  readonly settings: ChartSettings;
  readonly controls: ChartControls;
  readonly logY: boolean;
  readonly asTable: boolean;
}

/** The chart itself: joins the feed of curves with the engine that draws them. */
export function LineView(props: LineViewProps) {
  const { title, settings, series, logY } = props;
  const [fed, setFed] = useState<FedView | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [pixels, setPixels] = useState(0);
  useFeed(props, pixels, setFed, setError);
  const lines = fed === null ? [] : chartLines(series, fed.curves, theme.value);
  const view: ChartView = {
    lines,
    axis: axisKind(settings.axis),
    range: settings.range ?? fed?.range ?? null,
    logY,
    clipOutliers: settings.clipOutliers,
  };
  return (
    <>
      <Canvas view={view} title={title} controls={props.controls} onPixels={setPixels} />
      {props.asTable && <ChartTable lines={lines} axis={view.axis} />}
      {error !== null && <p class="panel-note fail">{error.message}</p>}
      {error === null && fed !== null && isBlank(lines) && (
        <p class="panel-note">{blankReason(settings)}</p>
      )}
      {logY && !isBlank(lines) && !lines.some(hasPositive) && (
        <p class="panel-note">A log axis shows values above zero only.</p>
      )}
    </>
  );
}

function isBlank(lines: readonly Line[]): boolean {
  return lines.every((line) => line.curve.n === 0);
}

function hasPositive(line: Line): boolean {
  return line.curve.max.some((value) => value > 0);
}

function blankReason(settings: ChartSettings): string {
  return settings.range === null ? "No points yet" : "No points in this zoom";
}

function useFeed(
  props: LineViewProps,
  pixels: number,
  shown: (view: FedView) => void,
  failed: (error: Error | null) => void,
): void {
  const { series, settings, topic } = props;
  const feed = useRef<CurveFeed | null>(null);
  useEffect(() => {
    const made = new CurveFeed(topic, shown, failed);
    feed.current = made;
    return () => made.destroy();
  }, [topic, shown, failed]);
  const { axis, range } = settings;
  const halfLife = halfLifeOn(axis, settings.halfLife);
  useEffect(() => {
    if (pixels > 0) feed.current?.ask({ series, axis, range, pixels, halfLife });
  }, [series, axis, range, pixels, halfLife]);
}

interface CanvasProps {
  readonly view: ChartView;
  readonly title: string;
  readonly controls: ChartControls;
  readonly onPixels: (pixels: number) => void;
}

function Canvas({ view, title, controls, onPixels }: CanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<LineChart | null>(null);
  const handlers = useRef(controls);
  handlers.current = controls;
  useEffect(() => {
    if (host.current === null) return;
    const made = new LineChart(host.current, LIGHT_CHART, {
      hovered: (hover) => {
        hovered.value = hover && { ...hover, by: title };
      },
      zoomed: (range) => handlers.current.zoom(range),
      steppedOut: () => handlers.current.stepOut(),
      resized: onPixels,
    });
    chart.current = made;
    onPixels(made.pixels);
    const stop = hovered.subscribe((hover) => made.follow(hover));
    return () => {
      stop();
      made.destroy();
    };
  }, [title, onPixels]);
  useEffect(() => chart.current?.setTheme(theme.value === "dark" ? DARK_CHART : LIGHT_CHART));
  useEffect(() => chart.current?.show(view));
  return (
    <div
      ref={host}
      class="chart"
      role="img"
      aria-label={describeChart(title, view.lines, view.axis)}
    />
  );
}
