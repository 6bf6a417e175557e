import { useEffect, useRef, useState } from "preact/hooks";
import type { Box, ChartView, Spot } from "~/charts/Line";
import { type ChartEvents, LineChart } from "~/charts/LineChart";
import { describeChart } from "~/charts/Summary";
import { DARK_CHART, LIGHT_CHART } from "~/charts/Theme";
import { theme } from "~/lib/theme";
import { throttle } from "~/lib/throttle";
import { hovered } from "~/panels/hover";
import type { ChartControls } from "~/panels/settings";

/** At most one reading a second: a held arrow must not talk without end. */
const TELL_MS = 1_000;

interface CanvasProps {
  readonly view: ChartView;
  readonly title: string;
  readonly controls: ChartControls;
  readonly onPixels: (pixels: number) => void;
  readonly onBox: (box: Box) => void;
  readonly spot: { current: () => Spot | null };
  readonly remark: ((spot: Spot) => void) | null;
}

/** The engine's place in the page: a picture with a name, which arrows walk over. */
export function Canvas(props: CanvasProps) {
  const { view, title, onPixels, spot } = props;
  const host = useRef<HTMLDivElement>(null);
  const pins = useRef<HTMLDivElement>(null);
  const chart = useRef<LineChart | null>(null);
  const handlers = useRef(props);
  const [told, tell] = useTold();
  handlers.current = props;
  useEffect(() => {
    if (host.current === null || pins.current === null) return;
    const events: ChartEvents = {
      hovered: (hover) => {
        hovered.value = hover && { ...hover, by: title };
      },
      zoomed: (range) => handlers.current.controls.zoom(range),
      boxed: (box) => handlers.current.onBox(box),
      remarker: () => handlers.current.remark,
      steppedOut: () => handlers.current.controls.stepOut(),
      resized: onPixels,
      told: tell,
    };
    const made = new LineChart(host.current, LIGHT_CHART, events, pins.current);
    chart.current = made;
    spot.current = () => made.spot;
    onPixels(made.pixels);
    const stop = hovered.subscribe((hover) => made.follow(hover));
    return () => {
      stop();
      made.destroy();
    };
  }, [title, onPixels, tell, spot]);
  useEffect(() => chart.current?.setTheme(theme.value === "dark" ? DARK_CHART : LIGHT_CHART));
  useEffect(() => chart.current?.show(view));
  return (
    <>
      <div
        ref={host}
        class="chart"
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk over the chart, and what they find is read aloud.
        tabIndex={0}
        aria-label={describeChart(title, view)}
      />
      <div ref={pins} class="chart-pins" />
      <p class="sr-only" aria-live="polite">
        {told}
      </p>
    </>
  );
}

function useTold(): [string, (text: string) => void] {
  const [told, setTold] = useState("");
  const [tell] = useState(() => {
    let newest = "";
    const say = throttle(() => setTold(newest), TELL_MS);
    return (text: string) => {
      newest = text;
      say();
    };
  });
  return [told, tell];
}
