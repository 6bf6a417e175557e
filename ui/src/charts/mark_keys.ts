/** Charts of marks by keyboard: from dot to dot, and stretches of columns without a pointer. */
import type { Column } from "~/charts/Column";
import { columnTicks } from "~/charts/Column";
import type { Mark } from "~/charts/Mark";
import type { KeyPress, Pressed } from "~/charts/MarkChart";
import type { Brush, ParallelView } from "~/charts/Parallel";
import { scaleOf } from "~/charts/Scale";
import { at } from "~/lib/at";
import { formatNumber } from "~/lib/format";

/** A dot in words, by its index. */
type Tell = (index: number) => readonly string[];

/** Left and right walk over the dots in the order of x, Enter opens the run. */
export function pressDots(
  { key }: KeyPress,
  marks: readonly Mark[],
  x: Column,
  front: string | null,
  tell: Tell,
): Pressed | null {
  const order = marks.map((_, i) => i).filter((i) => !Number.isNaN(at(x.places, i)));
  order.sort((a, b) => at(x.places, a) - at(x.places, b));
  const now = order.findIndex((i) => marks[i]?.run === front);
  const mark = now < 0 ? undefined : marks[order[now] ?? -1];
  if (key === "Enter" && mark !== undefined) return { open: mark.run, text: mark.label };
  const next = stepOf(key, now, order.length);
  const index = next === null ? undefined : order[next];
  const found = index === undefined ? undefined : marks[index];
  if (index === undefined || found === undefined) return null;
  return { front: found.run, text: [found.label, ...tell(index)].join(", ") };
}

function stepOf(key: string, now: number, count: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === "ArrowRight") return Math.min(now + 1, count - 1);
  return key === "ArrowLeft" ? Math.max(now - 1, 0) : null;
}

/** Where the keyboard is in a chart of columns, and what it chose. */
export interface BrushStep {
  readonly column: number;
  readonly brushes: ReadonlyMap<number, Brush>;
  readonly text: string;
}

/** Part of a column by which a key moves an end of its stretch. */
const STRIDE = 0.05;

/**
 * Left and right choose a column; up and down move the lower end of its stretch, with Shift the upper
 * one; Delete takes the stretch away. Null where a key means nothing.
 */
export function pressColumns(
  press: KeyPress,
  view: Pick<ParallelView, "columns" | "brushes">,
  column: number,
): BrushStep | null {
  const { columns, brushes } = view;
  const next = stepOf(press.key, column, columns.length);
  if (next !== null) return told(columns, brushes, next);
  const here = Math.max(column, 0);
  const post = columns[here];
  if (post === undefined) return null;
  const changed = new Map(brushes);
  if (press.key === "Delete" || press.key === "Backspace") changed.delete(here);
  else if (press.key === "ArrowUp" || press.key === "ArrowDown") {
    changed.set(here, movedEnd(post, brushes.get(here), press));
  } else return null;
  return told(columns, changed, here);
}

function movedEnd(column: Column, brush: Brush | undefined, { key, shiftKey }: KeyPress): Brush {
  const scale = scaleOf(column.domain, 0, 1);
  const [low, high] = brush ? [scale.pixel(brush.from), scale.pixel(brush.to)] : [0, 1];
  const by = key === "ArrowUp" ? STRIDE : -STRIDE;
  const inside = (share: number, least: number, most: number) =>
    Math.min(Math.max(share, least), most);
  return shiftKey
    ? { from: scale.value(low), to: scale.value(inside(high + by, low, 1)) }
    : { from: scale.value(inside(low + by, 0, high)), to: scale.value(high) };
}

function told(
  columns: readonly Column[],
  brushes: ReadonlyMap<number, Brush>,
  column: number,
): BrushStep {
  const post = columns[column];
  const brush = brushes.get(column);
  const stretch = post === undefined || brush === undefined ? "all" : stretchText(post, brush);
  return { column, brushes, text: `${post?.label ?? ""}: ${stretch}` };
}

/** Numbers by their ends, words by those inside. */
function stretchText(column: Column, { from, to }: Brush): string {
  if (column.words === null) return `${formatNumber(from)} to ${formatNumber(to)}`;
  const ticks = columnTicks(column, column.words.length);
  const inside = ticks.filter(({ value }) => value >= from && value <= to);
  return inside.map((tick) => tick.label).join(", ") || "none";
}
