import { useMemo } from "preact/hooks";
import type { Frame } from "~/charts/Axis";
import { makeColumn } from "~/charts/Column";
import type { Painter } from "~/charts/MarkChart";
import { pressDots } from "~/charts/mark_keys";
import { drawScatter, layScatter, pickDot } from "~/charts/Scatter";
import { formatCount, formatNumber } from "~/lib/format";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import { chartTheme, MarkCanvas } from "~/panels/marks/MarkCanvas";
import { type MarkData, tellMark } from "~/panels/marks/mark_data";
import { rankCorrelation } from "~/series/rank";

interface ScatterViewProps {
  readonly title: string;
  readonly data: MarkData;
  readonly project: string;
}

/** One dot for each run. */
export function ScatterView({ title, data, project }: ScatterViewProps) {
  const name = theme.value;
  const view = useMemo(() => {
    const [x, y] = data.columns.map(({ label, cells }) => makeColumn(label, cells));
    if (x === undefined || y === undefined) return null;
    const { faint } = chartTheme();
    const marks = data.marks.map(({ run, label, slot }) => ({
      ...{ run, label, shown: slot !== null },
      colour: slot === null ? faint : slotColour(slot, name),
    }));
    return { marks, x, y };
  }, [data]);
  const painter = useMemo<Painter | null>(() => {
    if (view === null) return null;
    let frame: Frame | null = null;
    return {
      marks: view.marks,
      draw: (pen, size, look, front) => {
        frame = layScatter(pen, view, size, look);
        drawScatter(pen, view, frame, look, front);
      },
      pick: (point) => (frame === null ? -1 : pickDot(view, frame, point)),
      tell: (index) => tellMark(data, index),
      press: (key, front) =>
        pressDots(key, view.marks, view.x, front, (index) => tellMark(data, index)),
    };
  }, [view, data]);
  if (view === null || painter === null) return <p class="panel-note">It needs two columns</p>;
  const rho = rankCorrelation(view.x.places, view.y.places);
  const follows = Number.isNaN(rho) ? "" : `; rank correlation ${formatNumber(rho, 2)}`;
  const summary = `${title}: ${formatCount(view.marks.length)} runs${follows}`;
  return <MarkCanvas {...{ painter, summary, project }} />;
}
