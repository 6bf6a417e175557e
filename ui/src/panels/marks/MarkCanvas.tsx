import { useEffect, useRef, useState } from "preact/hooks";
import { MarkChart, type Painter } from "~/charts/MarkChart";
import { type ChartTheme, DARK_CHART, LIGHT_CHART } from "~/charts/Theme";
import { links, navigate } from "~/lib/location";
import { theme } from "~/lib/theme";
import { hovered } from "~/panels/hover";

/** The look of charts now. */
export function chartTheme(): ChartTheme {
  return theme.value === "dark" ? DARK_CHART : LIGHT_CHART;
}

interface MarkCanvasProps {
  readonly painter: Painter;
  readonly summary: string;
  readonly project: string;
}

/** The place of a chart of marks: a picture with a name, linked to all other panels by its runs. */
export function MarkCanvas({ painter, summary, project }: MarkCanvasProps) {
  const [told, setTold] = useState("");
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<MarkChart | null>(null);
  useEffect(() => {
    if (host.current === null) return;
    const made = new MarkChart(host.current, LIGHT_CHART, {
      hovered: (run) => {
        hovered.value = run === null ? null : { x: null, run, by: "marks" };
      },
      opened: (run) => navigate(links.run(project, run)),
      told: setTold,
    });
    chart.current = made;
    const stop = hovered.subscribe((hover) => made.follow(hover?.run ?? null));
    return () => {
      stop();
      made.destroy();
    };
  }, [project]);
  useEffect(() => chart.current?.show(painter, chartTheme()));
  return (
    <>
      <div
        ref={host}
        class="chart of-marks"
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk over the marks, and what they find is read aloud.
        tabIndex={0}
        aria-label={summary}
      />
      <p class="sr-only" aria-live="polite">
        {told}
      </p>
    </>
  );
}
