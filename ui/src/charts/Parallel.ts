/** A line for each run through its columns, with stretches of columns that choose among them. */
import type { AxisPen } from "~/charts/Axis";
import { type Column, columnTicks } from "~/charts/Column";
import type { Mark } from "~/charts/Mark";
import { type Scale, scaleOf } from "~/charts/Scale";
import type { ChartTheme } from "~/charts/Theme";
import { at } from "~/lib/at";
import { formatNumber } from "~/lib/format";

/** A chosen stretch of a column, in its own values. */
export interface Brush {
  readonly from: number;
  readonly to: number;
}

export interface ParallelView {
  readonly marks: readonly Mark[];
  readonly columns: readonly Column[];
  /** Of each column how strongly the last one follows it, −1 to 1; NaN where nobody can say. */
  readonly weights: readonly number[];
  /** Chosen stretches by index of column. */
  readonly brushes: ReadonlyMap<number, Brush>;
}

export type LinePen = AxisPen &
  Pick<CanvasRenderingContext2D, "globalAlpha" | "fillRect" | "lineJoin">;

export interface Post {
  readonly x: number;
  readonly scale: Scale;
}

const TOP = 40;
const BOTTOM = 12;
const SIDE = 44;
const LINE_ALPHA = 0.6;
const OUT_ALPHA = 0.05;
const BRUSH_WIDTH = 14;
const WEIGHT_WIDTH = 34;

/** Where the posts of the columns stand. */
export function layPosts(
  { columns }: ParallelView,
  size: { readonly width: number; readonly height: number },
): Post[] {
  const gap = (size.width - 2 * SIDE) / Math.max(columns.length - 1, 1);
  return columns.map(({ domain }, i) => ({
    x: SIDE + i * gap,
    scale: scaleOf(domain, size.height - BOTTOM, TOP),
  }));
}

/** Whether a run lies in all chosen stretches. */
export function isChosen({ columns, brushes }: ParallelView, i: number): boolean {
  for (const [column, { from, to }] of brushes) {
    const place = at(columns[column]?.places ?? [], i);
    // A run without a value lies in no stretch.
    if (!(place >= from && place <= to)) return false;
  }
  return true;
}

/** @param front the run under the pointer. */
export function drawParallel(
  pen: LinePen,
  view: ParallelView,
  posts: readonly Post[],
  theme: ChartTheme,
  front: string | null,
): void {
  pen.lineJoin = "round";
  view.marks.forEach((mark, i) => {
    if (mark.run === front) return;
    pen.globalAlpha = isChosen(view, i)
      ? front === null
        ? LINE_ALPHA
        : LINE_ALPHA / 3
      : OUT_ALPHA;
    strokeRun(pen, view, posts, i, mark.shown ? 1.75 : 1);
  });
  pen.globalAlpha = 1;
  const last = view.marks.findIndex((mark) => mark.run === front);
  if (last >= 0) strokeRun(pen, view, posts, last, 3);
  const room = (posts[1]?.x ?? 200) - (posts[0]?.x ?? 0) - 12;
  view.columns.forEach((column, i) => {
    const post = posts[i];
    if (post !== undefined) drawPost(pen, view, { column, post, i, room }, theme);
  });
}

/** A run without a value in a column has a gap there. */
function strokeRun(
  pen: LinePen,
  { columns, marks }: ParallelView,
  posts: readonly Post[],
  i: number,
  width: number,
): void {
  pen.strokeStyle = marks[i]?.colour ?? "";
  pen.lineWidth = width;
  pen.beginPath();
  let open = false;
  columns.forEach((column, c) => {
    const post = posts[c];
    const y = post?.scale.pixel(at(column.places, i)) ?? Number.NaN;
    if (post === undefined || Number.isNaN(y)) open = false;
    else if (open) pen.lineTo(post.x, y);
    else {
      pen.moveTo(post.x, y);
      open = true;
    }
  });
  pen.stroke();
}

interface PostSpec {
  readonly column: Column;
  readonly post: Post;
  readonly i: number;
  /** Pixels to the next post. */
  readonly room: number;
}

function drawPost(pen: LinePen, view: ParallelView, spec: PostSpec, theme: ChartTheme): void {
  const { column, post, i } = spec;
  const x = Math.round(post.x) + 0.5;
  const { from, to } = column.domain;
  pen.strokeStyle = theme.text;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, post.scale.pixel(from));
  pen.lineTo(x, post.scale.pixel(to));
  pen.stroke();
  drawBrush(pen, view.brushes.get(i), post, theme);
  pen.font = theme.font;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  for (const tick of columnTicks(column, 5)) {
    drawHaloed(pen, tick.label, [x + 5, post.scale.pixel(tick.value)], theme);
  }
  const isLast = i === view.columns.length - 1;
  pen.textAlign = i === 0 ? "left" : isLast ? "right" : "center";
  pen.textBaseline = "top";
  pen.fillStyle = theme.strong;
  const shift = i === 0 ? -SIDE + 10 : isLast ? SIDE - 10 : 0;
  pen.fillText(fitted(pen, column.label, spec.room), x + shift, 4);
  if (!isLast) drawWeight(pen, { x: x + shift, i, weight: view.weights[i] ?? Number.NaN }, theme);
}

/** How strongly the last column follows this one: a bar, and the number beside it. */
function drawWeight(
  pen: LinePen,
  { x, i, weight }: { readonly x: number; readonly i: number; readonly weight: number },
  theme: ChartTheme,
): void {
  if (Number.isNaN(weight)) return;
  const text = `ρ ${formatNumber(weight, 2)}`;
  const width = WEIGHT_WIDTH + 5 + pen.measureText(text).width;
  const left = i === 0 ? x : x - width / 2;
  pen.fillStyle = theme.grid;
  pen.fillRect(left, 21, WEIGHT_WIDTH, 4);
  pen.fillStyle = theme.mark;
  pen.fillRect(left, 21, WEIGHT_WIDTH * Math.abs(weight), 4);
  pen.fillStyle = theme.faint;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(text, left + WEIGHT_WIDTH + 5, 23);
}

/** A name in the room between two posts. */
function fitted(pen: LinePen, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  let kept = text;
  while (kept !== "" && pen.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1);
  return `${kept}…`;
}

function drawBrush(pen: LinePen, brush: Brush | undefined, post: Post, theme: ChartTheme): void {
  if (brush === undefined) return;
  const [top, bottom] = [post.scale.pixel(brush.to), post.scale.pixel(brush.from)];
  pen.fillStyle = theme.brush;
  pen.fillRect(post.x - BRUSH_WIDTH / 2, top, BRUSH_WIDTH, bottom - top);
  pen.fillStyle = theme.mark;
  pen.fillRect(post.x - BRUSH_WIDTH / 2, top - 1, BRUSH_WIDTH, 2);
  pen.fillRect(post.x - BRUSH_WIDTH / 2, bottom - 1, BRUSH_WIDTH, 2);
}

/** Text that lines pass behind. */
function drawHaloed(
  pen: LinePen,
  text: string,
  [x, y]: readonly [number, number],
  theme: ChartTheme,
): void {
  const { width } = pen.measureText(text);
  pen.globalAlpha = 0.75;
  pen.fillStyle = theme.background;
  pen.fillRect(x - 2, y - 7, width + 4, 14);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.text;
  pen.fillText(text, x, y);
}

/** How far from a line it is pointed at. */
const REACH = 10;

/** Index of the chosen run whose line passes nearest to a point; −1 when none is near. */
export function pickRun(
  view: ParallelView,
  posts: readonly Post[],
  point: { readonly x: number; readonly y: number },
): number {
  const right = posts.findIndex((post) => post.x >= point.x);
  const [a, b] = [posts[right - 1], posts[right]];
  if (a === undefined || b === undefined) return -1;
  const share = (point.x - a.x) / (b.x - a.x);
  let found = -1;
  let nearest = REACH;
  for (let i = 0; i < view.marks.length; i += 1) {
    if (!isChosen(view, i)) continue;
    const from = a.scale.pixel(at(view.columns[right - 1]?.places ?? [], i));
    const to = b.scale.pixel(at(view.columns[right]?.places ?? [], i));
    const away = Math.abs(from + (to - from) * share - point.y);
    if (away < nearest) {
      nearest = away;
      found = i;
    }
  }
  return found;
}

/** Index of the column whose post is under a point; −1 when there is none. */
export function pickPost(posts: readonly Post[], x: number): number {
  return posts.findIndex((post) => Math.abs(post.x - x) <= BRUSH_WIDTH);
}
