import { expect, test } from "vitest";
import { layFrame } from "~/charts/Axis";
import { drawRemarks, remarkPixels } from "~/charts/RemarkLayer";
import { LINEAR } from "~/charts/Scale";
import { LIGHT_CHART } from "~/charts/Theme";
import { Recorder } from "./recorder";

function frame() {
  const domain = { from: 0, to: 100, layout: LINEAR };
  const spec = { width: 400, height: 200, axis: "step", x: domain, y: domain } as const;
  return layFrame(new Recorder(), spec, LIGHT_CHART.font);
}

test("commented steps in view have a mark each, those on one another a common one", () => {
  const { plot, x } = frame();
  const pixels = remarkPixels([50, 0, 50, 100, 101, -1], frame());
  expect(pixels).toEqual([plot.left, Math.round(x.pixel(50)), plot.right]);
});

test("a mark is a bubble at the top and a dashed line down to the axis", () => {
  const pen = new Recorder();
  const { plot, x } = frame();
  drawRemarks(pen, [50], frame(), LIGHT_CHART);
  const at = Math.round(x.pixel(50)) + 0.5;
  expect(pen.strokes).toEqual([
    {
      colour: LIGHT_CHART.mark,
      dash: [2, 3],
      path: `M${at},${plot.top + 10} L${at},${plot.bottom}`,
    },
  ]);
});
