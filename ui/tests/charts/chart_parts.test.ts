import { expect, test } from "vitest";
import { layFrame } from "~/charts/Axis";
import { xDomain, yDomain } from "~/charts/Domain";
import type { Line } from "~/charts/Line";
import { pickAll } from "~/charts/Picker";
import { LINEAR, LinearScale, LogScale, SymlogScale, scaleOf } from "~/charts/Scale";
import { describeChart } from "~/charts/Summary";
import { ZoomHistory } from "~/charts/ZoomHistory";
import { joinTiles } from "~/series/curve";
import type { Range } from "~/series/levels";
import { Recorder } from "../charts/recorder";
import { rawTile } from "../series/tiles";

function line(label: string, points: readonly (readonly [number, number])[]): Line {
  const curve = joinTiles([rawTile(points)]);
  return { id: label, run: label, label, colour: "#000000", dash: [], curve, smoothed: null };
}

const ALL = { from: 0, to: 1000 };

test("the y range holds every extreme in view and no other", () => {
  const lines = [
    line("a", [
      [0, 1],
      [500, 90],
      [900, 2],
    ]),
  ];
  const whole = yDomain(lines, ALL, { log: false, clip: false });
  expect(whole.to).toBeGreaterThan(90);
  expect(yDomain(lines, { from: 600, to: 1000 }, { log: false, clip: false }).to).toBeLessThan(3);
});

test("clipping outliers gives one spike no say in the range", () => {
  const points = Array.from({ length: 400 }, (_, i) => [i, i === 200 ? 1e6 : 1 + (i % 7)] as const);
  expect(yDomain([line("a", points)], ALL, { log: false, clip: true }).to).toBeLessThan(10);
});

test("NaN and infinities never stretch the range, and nothing to show is 0 to 1", () => {
  const odd = line("a", [
    [0, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
    [2, 4],
    [3, 5],
  ]);
  expect(yDomain([odd], ALL, { log: false, clip: false }).to).toBeCloseTo(5.05, 9);
  expect(yDomain([], ALL, { log: false, clip: false })).toMatchObject({ from: 0, to: 1 });
});

test("a log axis of values at and below zero has a place for each of them", () => {
  const odd = line("a", [
    [0, -3],
    [1, 0],
    [2, 1000],
  ]);
  const domain = yDomain([odd], ALL, { log: true, clip: false });
  const scale = scaleOf(domain, 100, 0);
  const pixels = [-3, 0, 1000].map((value) => scale.pixel(value));
  expect(pixels.every((pixel) => pixel > 0 && pixel < 100)).toBe(true);
  expect(pixels).toEqual(pixels.toSorted((a, b) => b - a));
  const positive = line("b", [
    [0, 0.01],
    [1, 10],
  ]);
  expect(yDomain([positive], ALL, { log: true, clip: false }).layout.kind).toBe("log");
});

test("a log axis of steps begins with step zero", () => {
  const scale = scaleOf(xDomain({ from: 0, to: 1e6 }, "step", true), 0, 1000);
  expect(scale.pixel(0)).toBe(0);
  expect(scale.pixel(1e6)).toBeCloseTo(1000, 9);
  expect(scale.pixel(1000)).toBeCloseTo(500, -1);
});

test("scales give back the value of a pixel", () => {
  for (const scale of [
    new LinearScale(2, 9, 40, 400),
    new LogScale(0.01, 100, 300, 8),
    new SymlogScale(-100, 100, 300, 8, 0.1),
  ]) {
    expect(scale.value(scale.pixel(5))).toBeCloseTo(5, 9);
  }
  expect(new LogScale(1, 10, 0, 1).pixel(-1)).toBeNaN();
});

test("the frame leaves room for the widest label", () => {
  const x = { ...ALL, layout: LINEAR };
  const frame = (to: number) => {
    const y = { from: 0, to, layout: LINEAR };
    return layFrame(new Recorder(), { width: 400, height: 200, x, y, axis: "step" }, "");
  };
  const [narrow, wide] = [frame(1), frame(123_456)];
  expect(wide.plot.left).toBeGreaterThan(narrow.plot.left);
});

test("the nearest line to the pointer comes first, far ones not at all", () => {
  const lines = [
    line("low", [
      [0, 1],
      [10, 1],
    ]),
    line("high", [
      [0, 9],
      [10, 9],
    ]),
  ];
  const scales = { x: new LinearScale(0, 100, 0, 1000), y: new LinearScale(0, 10, 100, 0) };
  const picks = pickAll(lines, scales, { x: 98, y: 20 });
  expect(picks.map((pick) => pick.line.label)).toEqual(["high", "low"]);
  expect(pickAll(lines, scales, { x: 600, y: 20 })).toEqual([]);
});

test("a chart says in words what it shows", () => {
  const lines = [
    line("a", [
      [0, 3],
      [67_000, 2.287],
    ]),
    line("b", [
      [0, 4],
      [500, 3],
    ]),
  ];
  const told = (shown: Line[], range: Range | null = null) =>
    describeChart("loss", { lines: shown, axis: "step", range });
  expect(told(lines)).toBe("loss: 2 lines, step 0 to 67,000; lowest: a at 2.287");
  expect(told([])).toBe("loss: no points yet");
  // What lies beside the zoom is in memory, but not in the picture.
  expect(told(lines, { from: 100, to: 600 })).toBe("loss: 1 line, step 500 to 500; lowest: b at 3");
  expect(told(lines, { from: 600, to: 700 })).toBe("loss: no points in this zoom");
});

test("zooms are gone back and forward as pages are", () => {
  const history = new ZoomHistory();
  const near = { from: 10, to: 20 };
  const nearer = { from: 12, to: 14 };
  history.push(near);
  history.push(nearer);
  expect([history.back(), history.back(), history.back()]).toEqual([near, null, null]);
  expect([history.forward(), history.forward()]).toEqual([near, nearer]);
  history.back();
  history.push(null);
  expect(history.canGoForward).toBe(false);
});
