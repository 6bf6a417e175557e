import { expect, test } from "vitest";
import type { Line } from "~/charts/Line";
import { drawLine, drawNonFinite } from "~/charts/LineLayer";
import { LinearScale } from "~/charts/Scale";
import { type Curve, joinTiles } from "~/series/curve";
import { Recorder } from "../charts/recorder";
import { bucketTile, rawTile } from "../series/tiles";

const SCALES = { x: new LinearScale(0, 100, 0, 100), y: new LinearScale(0, 10, 100, 0) };

function line(curve: Curve, more: Partial<Line> = {}): Line {
  const plain = { id: "a", run: "a", label: "a", colour: "#111111", dash: [], smoothed: null };
  return { ...plain, curve, ...more };
}

function strokesOf(one: Line): Recorder {
  const pen = new Recorder();
  drawLine(pen, one, SCALES, "none");
  return pen;
}

test("a curve is one path through its points", () => {
  const pen = strokesOf(
    line(
      joinTiles([
        rawTile([
          [0, 0],
          [50, 5],
          [100, 10],
        ]),
      ]),
    ),
  );
  expect(pen.strokes.map((stroke) => stroke.path)).toEqual(["M0,100 L50,50 L100,0"]);
});

test("a spike between two points of one pixel column is drawn", () => {
  const curve = joinTiles([
    rawTile([
      [10, 1],
      [10.2, 9],
      [10.4, 1],
      [11, 1],
    ]),
  ]);
  expect(strokesOf(line(curve)).strokes[0]?.path).toContain("10,10");
});

test("minimum and maximum of a bucket are drawn in the order in which they came", () => {
  const rising = joinTiles([bucketTile([{ bucket: 4, min: 2, max: 8, flags: 8 }], 0)]);
  const falling = joinTiles([bucketTile([{ bucket: 4, min: 2, max: 8 }], 0)]);
  expect(strokesOf(line(rising)).strokes[0]?.path).toBe("M4,80 L4,20");
  expect(strokesOf(line(falling)).strokes[0]?.path).toBe("M4,80 L4,20 L4,80 L4,20");
});

test("NaN breaks the line, and a point between two gaps is a dot", () => {
  const curve = joinTiles([
    rawTile([
      [0, 1],
      [10, 1],
      [20, Number.NaN],
      [30, 5],
      [40, Number.NaN],
    ]),
  ]);
  const pen = strokesOf(line(curve));
  expect(pen.strokes[0]?.path).toBe("M0,90 L10,90 M30,50");
  expect(pen.dots).toEqual([[30, 50]]);
});

test("a curve of a single point is a dot", () => {
  expect(strokesOf(line(joinTiles([rawTile([[50, 5]])]))).dots).toEqual([[50, 50]]);
});

test("a dashed line runs through the means, over its extremes", () => {
  const curve = joinTiles([
    bucketTile(
      [
        { bucket: 0, min: 0, max: 4 },
        { bucket: 90, min: 6, max: 10 },
      ],
      0,
    ),
  ]);
  const [raw, over] = strokesOf(line(curve, { dash: [5, 3] })).strokes;
  expect(raw?.dash).toEqual([]);
  expect(raw?.path).toContain("90,0");
  expect(over).toMatchObject({ dash: [5, 3], path: "M0,80 L90,20" });
});

test("lines leave a zoomed plot instead of ending in it", () => {
  const scales = { ...SCALES, x: new LinearScale(40, 60, 0, 100) };
  const pen = new Recorder();
  drawLine(
    pen,
    line(
      joinTiles([
        rawTile([
          [0, 0],
          [50, 5],
          [100, 10],
        ]),
      ]),
    ),
    scales,
    "none",
  );
  expect(pen.strokes[0]?.path).toBe("M-200,100 L50,50 L300,0");
});

test("NaN and infinities are marked on the frame", () => {
  const curve = joinTiles([
    rawTile([
      [10, Number.NaN],
      [50, Number.POSITIVE_INFINITY],
      [90, 1],
    ]),
  ]);
  const pen = new Recorder();
  drawNonFinite(pen, line(curve), SCALES, { left: 0, top: 0, right: 100, bottom: 100 });
  expect(pen.strokes).toHaveLength(1);
  expect(pen.strokes[0]?.path).toMatch(/^M6,94 L14,94 L10,98/);
});
