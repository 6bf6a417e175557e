/** A chart as a picture that stands alone: title, scene, legend, and where it came from. */
import type { ChartView, Line } from "~/charts/Line";
import { drawScene, layScene, type ScenePen } from "~/charts/Scene";
import type { ChartTheme } from "~/charts/Theme";

export type PosterPen = ScenePen & Pick<CanvasRenderingContext2D, "translate" | "fillRect">;

export interface Poster {
  readonly title: string;
  readonly view: ChartView;
  /** What a reader must know to make it again: query, downsampling, smoothing. */
  readonly note: string;
  readonly theme: ChartTheme;
}

export const POSTER_WIDTH = 960;
const SCENE_HEIGHT = 440;
const MARGIN = 16;
const HEAD = 36;
const ROW = 18;
const COLUMNS = 3;
/** More names than this would be a list, not a legend. */
const MOST_NAMES = 30;
const SAMPLE = 22;
const SANS = '"Inter Variable", ui-sans-serif, system-ui, sans-serif';

/** Height of the picture: it grows with its legend. */
export function posterHeight({ view }: Poster): number {
  return HEAD + SCENE_HEIGHT + legendRows(view.lines) * ROW + 3 * MARGIN;
}

function legendRows(lines: readonly Line[]): number {
  return Math.ceil(Math.min(lines.length, MOST_NAMES + 1) / COLUMNS);
}

export function drawPoster(pen: PosterPen, poster: Poster): void {
  const { theme, view, title, note } = poster;
  const height = posterHeight(poster);
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, POSTER_WIDTH, height);
  write(pen, title, [MARGIN, MARGIN], { colour: theme.strong, font: `650 15px ${SANS}` });
  pen.save();
  pen.translate(MARGIN / 2, HEAD);
  const size = { width: POSTER_WIDTH - MARGIN, height: SCENE_HEIGHT };
  const frame = layScene(pen, view, size, theme);
  if (frame !== null) drawScene(pen, view, frame, theme);
  pen.restore();
  drawLegend(pen, view.lines, HEAD + SCENE_HEIGHT + MARGIN, theme);
  const place = [MARGIN, height - MARGIN - 4] as const;
  write(pen, note, place, { colour: theme.faint, font: theme.font });
}

function drawLegend(pen: PosterPen, lines: readonly Line[], top: number, theme: ChartTheme): void {
  const wide = (POSTER_WIDTH - 2 * MARGIN) / COLUMNS;
  const named = lines.slice(0, MOST_NAMES);
  named.forEach((line, i) => {
    const x = MARGIN + (i % COLUMNS) * wide;
    const y = top + Math.floor(i / COLUMNS) * ROW;
    pen.strokeStyle = line.colour;
    pen.lineWidth = 2;
    pen.setLineDash([...line.dash]);
    pen.beginPath();
    pen.moveTo(x, y + 6);
    pen.lineTo(x + SAMPLE, y + 6);
    pen.stroke();
    pen.setLineDash([]);
    const room = wide - SAMPLE - 20;
    pen.font = theme.font;
    const text = fitted(pen, line.label, room);
    write(pen, text, [x + SAMPLE + 8, y], { colour: theme.text, font: theme.font });
  });
  if (lines.length <= MOST_NAMES) return;
  const y = top + Math.floor(MOST_NAMES / COLUMNS) * ROW;
  const more = `and ${lines.length - MOST_NAMES} more`;
  write(pen, more, [MARGIN, y], { colour: theme.faint, font: theme.font });
}

function fitted(pen: PosterPen, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  let kept = text;
  while (kept !== "" && pen.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1);
  return `${kept}…`;
}

function write(
  pen: PosterPen,
  text: string,
  [x, y]: readonly [number, number],
  look: { readonly colour: string; readonly font: string },
): void {
  pen.font = look.font;
  pen.fillStyle = look.colour;
  pen.textAlign = "left";
  pen.textBaseline = "top";
  pen.fillText(text, x, y);
}
