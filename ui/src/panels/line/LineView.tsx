import { useEffect, useRef, useState } from "preact/hooks";
import type { Box, ChartView, Line, Spot } from "~/charts/Line";
import type { Comment } from "~/data/comments";
import { CurveFeed, type FedView } from "~/data/curve_feed";
import { theme } from "~/lib/theme";
import { Canvas } from "~/panels/line/Canvas";
import { ChartTable } from "~/panels/line/ChartTable";
import type { Exportable } from "~/panels/line/export";
import { Legend } from "~/panels/line/Legend";
import { LineNote } from "~/panels/line/LineNote";
import { chartLines, type PanelGroup, type PanelSeries } from "~/panels/line/lines";
import { axisKind, type ChartControls, type ChartSettings, halfLifeOn } from "~/panels/settings";
import type { Range } from "~/series/levels";

interface LineViewProps {
  readonly title: string;
  /** Whose news concern it, such as `project:vision`. */
  readonly topic: string;
  readonly series: readonly PanelSeries[];
  readonly groups: readonly PanelGroup[];
  readonly settings: ChartSettings;
  readonly controls: ChartControls;
  readonly logY: boolean;
  readonly asTable: boolean;
  readonly query: string;
  readonly legend: boolean;
  /** Tells where on the chart the reader is. */
  readonly spot: { current: () => Spot | null };
  /** Opens a comment on a place; null where nobody may write one. */
  readonly remark: ((spot: Spot) => void) | null;
  readonly said: readonly Comment[];
  /** Where a file of the chart finds what to write. */
  readonly exported: { current: Exportable | null };
}

/** The chart itself: joins the feed of curves with the engine that draws them. */
export function LineView(props: LineViewProps) {
  const { title, settings, series, groups, logY, controls } = props;
  const [fed, setFed] = useState<FedView | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [pixels, setPixels] = useState(0);
  const retry = useFeed(props, pixels, setFed, setError);
  const [box, setBox] = useState<Box | null>(null);
  const lines = fed === null ? [] : chartLines(series, groups, fed, theme.value);
  const view: ChartView = {
    lines,
    axis: axisKind(settings.axis),
    range: settings.range ?? fed?.range ?? null,
    yRange: yOf(box, settings.range),
    // Comments stand at steps, which have no place on another axis.
    remarks: settings.axis === "step" ? placesOf(props.said) : [],
    logX: settings.logX,
    logY,
    clipOutliers: settings.clipOutliers,
  };
  const { query, topic, spot, remark } = props;
  const choose = (chosen: Box) => {
    setBox(chosen);
    controls.zoom(chosen.x);
  };
  props.exported.current = {
    title,
    topic,
    query,
    view,
    bucket: fed?.bucket ?? 0,
    settings,
    series,
  };
  return (
    <>
      <Canvas {...{ view, title, controls, spot, remark }} onBox={choose} onPixels={setPixels} />
      {props.legend && <Legend lines={lines} />}
      {props.asTable && <ChartTable view={view} />}
      <LineNote
        {...{ error, settings, retry }}
        isWaiting={fed === null}
        isBlank={isBlank(lines)}
        stepOut={controls.stepOut}
      />
    </>
  );
}

function placesOf(said: readonly Comment[]): number[] {
  return said.flatMap(({ step }) => step ?? []);
}

/** A box holds for the zoom that it made: back from there, y follows what is in view again. */
function yOf(box: Box | null, range: Range | null): Range | null {
  const isThere = box !== null && range?.from === box.x.from && range.to === box.x.to;
  return isThere ? box.y : null;
}

function isBlank(lines: readonly Line[]): boolean {
  return lines.every((line) => line.curve.n === 0);
}

function useFeed(
  props: LineViewProps,
  pixels: number,
  shown: (view: FedView) => void,
  failed: (error: Error | null) => void,
): () => void {
  const { series, groups, settings, topic } = props;
  const feed = useRef<CurveFeed | null>(null);
  useEffect(() => {
    const made = new CurveFeed(topic, shown, failed);
    feed.current = made;
    return () => made.destroy();
  }, [topic, shown, failed]);
  const { axis, range, logX, smoother: kind, grouping } = settings;
  const width = halfLifeOn(axis, settings.halfLife);
  useEffect(() => {
    if (pixels === 0) return;
    const smoothing = width > 0 ? { kind, width } : null;
    feed.current?.ask({ series, groups, axis, range, logX, pixels, smoothing, grouping });
  }, [series, groups, axis, range, logX, pixels, kind, width, grouping]);
  return () => feed.current?.retry();
}
