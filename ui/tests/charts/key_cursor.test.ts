import { expect, test } from "vitest";
import { KeyCursor } from "~/charts/KeyCursor";
import type { ChartView, Line } from "~/charts/Line";
import { layScene } from "~/charts/Scene";
import { LIGHT_CHART } from "~/charts/Theme";
import { joinTiles } from "~/series/curve";
import { Recorder } from "../charts/recorder";
import { rawTile } from "../series/tiles";

function line(id: string, height: number): Line {
  const curve = joinTiles([rawTile([0, 10, 20, 30].map((x) => [x, height + x] as const))]);
  return { id, run: id, label: id, colour: "#000000", dash: [], curve, smoothed: null };
}

const LINES = [line("low", 0), line("high", 100), line("middle", 50)];
const VIEW: ChartView = {
  ...{ lines: LINES, axis: "step", range: { from: 0, to: 30 } },
  ...{ logX: false, logY: false, clipOutliers: false },
};

/** The values that a row of keys comes to, each as x and y. */
function walk(...keys: string[]): [number, number][] {
  const frame = layScene(new Recorder(), VIEW, { width: 500, height: 300 }, LIGHT_CHART);
  if (frame === null) throw new Error("The view has a range.");
  const cursor = new KeyCursor();
  return keys.flatMap((key) => {
    const place = cursor.press({ key, shiftKey: false }, LINES, frame);
    if (place === null) return [];
    return [[Math.round(frame.x.value(place.x)), Math.round(frame.y.value(place.y))]];
  });
}

test("arrows walk along a line and stop at its ends", () => {
  const walked = walk("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "End", "ArrowRight");
  expect(walked.map(([x]) => x)).toEqual([0, 10, 0, 0, 30, 30]);
});

test("up and down go to the line above and below, at the same x", () => {
  expect(walk("End", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown")).toEqual([
    [30, 30],
    [30, 80],
    [30, 130],
    [30, 130],
    [30, 80],
  ]);
});

test("other keys are left to others", () => {
  expect(walk("a", "Tab")).toEqual([]);
});
