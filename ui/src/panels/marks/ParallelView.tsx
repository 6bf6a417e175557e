import { useMemo, useRef, useState } from "preact/hooks";
import { type Column, makeColumn } from "~/charts/Column";
import type { Painter, Point } from "~/charts/MarkChart";
import { pressColumns } from "~/charts/mark_keys";
import {
  type Brush,
  drawParallel,
  isChosen,
  layPosts,
  type Post,
  pickPost,
  pickRun,
  type ParallelView as View,
} from "~/charts/Parallel";
import { type ChartTheme, rampColour } from "~/charts/Theme";
import { at } from "~/lib/at";
import { formatCount } from "~/lib/format";
import { theme } from "~/lib/theme";
import { chartTheme, MarkCanvas } from "~/panels/marks/MarkCanvas";
import { type MarkData, tellMark } from "~/panels/marks/mark_data";
import { rankCorrelation } from "~/series/rank";

interface ParallelViewProps {
  readonly title: string;
  readonly data: MarkData;
  readonly project: string;
}

/** A shorter drag takes the choice away. */
const LEAST_DRAG = 4;

/** A line for each run through its columns, in the colour of the last one. */
export function ParallelView({ title, data, project }: ParallelViewProps) {
  const [brushes, setBrushes] = useState<ReadonlyMap<number, Brush>>(new Map());
  const name = theme.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides the colours.
  const base = useMemo(() => baseView(data, chartTheme()), [data, name]);
  const view = useMemo<View>(() => ({ ...base, brushes }), [base, brushes]);
  // Kept over new values of the runs: who walks over the columns stays where they are.
  const column = useRef(-1);
  const painter = useMemo(() => paint(view, data, column, setBrushes), [view, data]);
  const chosen = view.marks.filter((_, i) => isChosen(view, i)).length;
  const names = view.columns.map((column) => column.label).join(", ");
  const summary = `${title}: ${formatCount(chosen)} of ${formatCount(view.marks.length)} runs over ${names}`;
  return (
    <>
      <MarkCanvas {...{ painter, summary, project }} />
      {brushes.size > 0 && (
        <p class="brush-note">
          {formatCount(chosen)} of {formatCount(view.marks.length)} runs
          <button type="button" class="link" onClick={() => setBrushes(new Map())}>
            Show all
          </button>
        </p>
      )}
    </>
  );
}

function baseView(data: MarkData, look: ChartTheme): Omit<View, "brushes"> {
  const columns = data.columns.map(({ label, cells }) => makeColumn(label, cells));
  const goal = columns.at(-1);
  const weights = columns.map((column) =>
    goal === undefined || column.words !== null
      ? Number.NaN
      : rankCorrelation(column.places, goal.places),
  );
  const marks = data.marks.map(({ run, label, slot }, i) => ({
    ...{ run, label, shown: slot !== null },
    colour: goal === undefined ? look.faint : goalColour(goal, i, look),
  }));
  return { marks, columns, weights };
}

function goalColour({ domain, places }: Column, i: number, look: ChartTheme): string {
  const place = at(places, i);
  if (Number.isNaN(place)) return look.faint;
  const isLog = domain.layout.kind === "log";
  const [value, from, to] = [place, domain.from, domain.to].map((one) =>
    isLog ? Math.log(one) : one,
  );
  return rampColour(look, ((value ?? 0) - (from ?? 0)) / ((to ?? 1) - (from ?? 0)));
}

function paint(
  view: View,
  data: MarkData,
  column: { current: number },
  setBrushes: (next: ReadonlyMap<number, Brush>) => void,
): Painter {
  let posts: readonly Post[] = [];
  let current = view;
  return {
    marks: view.marks,
    draw: (pen, size, look, front) => {
      posts = layPosts(current, size);
      drawParallel(pen, current, posts, look, front);
    },
    pick: (point) => pickRun(current, posts, point),
    tell: (index) => tellMark(data, index),
    press: (key) => {
      const step = pressColumns(key, current, column.current);
      if (step === null) return null;
      column.current = step.column;
      current = { ...view, brushes: step.brushes };
      setBrushes(step.brushes);
      const chosen = view.marks.filter((_, i) => isChosen(current, i)).length;
      return { text: `${step.text}; ${formatCount(chosen)} runs` };
    },
    drag: (from, to, done) => {
      const under = pickPost(posts, from.x);
      const post = posts[under];
      if (post === undefined) return false;
      const next = new Map(view.brushes);
      if (Math.abs(to.y - from.y) < LEAST_DRAG) next.delete(under);
      else next.set(under, brushOf(post, from, to));
      current = { ...view, brushes: next };
      // The page hears of it once; while one drags the canvas alone follows.
      if (done) setBrushes(next);
      return true;
    },
  };
}

function brushOf({ scale }: Post, a: Point, b: Point): Brush {
  return { from: scale.value(Math.max(a.y, b.y)), to: scale.value(Math.min(a.y, b.y)) };
}
