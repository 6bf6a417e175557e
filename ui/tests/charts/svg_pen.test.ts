import { expect, test } from "vitest";
import type { ChartView, Line } from "~/charts/Line";
import { drawPoster, POSTER_WIDTH, posterHeight } from "~/charts/Poster";
import { drawScene, layScene } from "~/charts/Scene";
import { SvgPen } from "~/charts/SvgPen";
import { LIGHT_CHART } from "~/charts/Theme";
import { joinTiles } from "~/series/curve";
import { Recorder } from "../charts/recorder";
import { rawTile } from "../series/tiles";

const HOSTILE = '<img src=x onerror="alert(1)">&';
const measure = (text: string) => text.length * 6;

function view(points: readonly (readonly [number, number])[], clip = false): ChartView {
  const curve = joinTiles([rawTile(points)]);
  const look = { id: "a", run: "r", label: HOSTILE, colour: "#0c94f0", dash: [6, 3] };
  const line: Line = { ...look, curve, smoothed: null };
  const range = { from: 0, to: points.length - 1 };
  return { lines: [line], axis: "step", range, logX: false, logY: false, clipOutliers: clip };
}

const RISE = [
  [0, 0],
  [1, 5],
  [2, 10],
] as const;

function poster(shown: ChartView): string {
  const pen = new SvgPen(measure);
  const what = { title: "loss", view: shown, note: "every point", theme: LIGHT_CHART };
  drawPoster(pen, what);
  return pen.toString(POSTER_WIDTH, posterHeight(what), "loss. every point");
}

test("vectors follow the same way as the screen's canvas", () => {
  const shown = view(RISE);
  const [canvas, vectors] = [new Recorder(), new SvgPen(measure)];
  const size = { width: 400, height: 200 };
  for (const pen of [canvas, vectors]) {
    const frame = layScene(pen, shown, size, LIGHT_CHART);
    if (frame !== null) drawScene(pen, shown, frame, LIGHT_CHART);
  }
  const svg = vectors.toString(400, 200, "");
  const curves = canvas.strokes.filter((stroke) => stroke.colour === "#0c94f0");
  expect(curves.length).toBeGreaterThan(0);
  for (const { path } of curves) expect(svg).toContain(`d="${path.replaceAll(" ", "")}"`);
});

test("a picture says what it shows, and a logged name is text in it", () => {
  const svg = poster(view(RISE));
  expect(svg).toContain("<desc>loss. every point</desc>");
  expect(svg).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;");
  expect(svg).not.toContain("<img");
  expect(svg).toContain('stroke-dasharray="6 3"');
  expect(svg).toContain("every point</text>");
});

test("what lies beyond the plot is cut, and stays cut only there", () => {
  const svg = poster(view(RISE));
  const title = svg.split("\n").find((line) => line.includes(">loss</text>"));
  expect(title).not.toContain("clip-path");
  expect(svg).toContain('clip-path="url(#cut1)"');
});

test("clipped outliers are counted in the picture", () => {
  const points = Array.from({ length: 400 }, (_, i) => [i, i === 200 ? 1e6 : i % 7] as const);
  expect(poster(view(points, true))).toContain("▲ 1 above");
});
