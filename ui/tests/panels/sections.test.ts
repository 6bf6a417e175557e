import { expect, test } from "vitest";
import { familyOf, planSections } from "~/panels/sections";

const SEEN = { last: 1, min: 1, max: 1, last_time: 0 };
const CURVE = { ...SEEN, first_step: 0, last_step: 9, count: 10 };
const FINAL = { ...SEEN, first_step: null, last_step: null, count: 1 };

function metrics(...keys: string[]) {
  return Object.fromEntries(keys.map((key) => [key, CURVE]));
}

test("train and val of one metric share a panel, train first", () => {
  const [section] = planSections([metrics("val/loss", "train/loss", "lr")]);
  expect(section?.name).toBe("Metrics");
  expect(section?.panels.map((panel) => [panel.title, panel.keys])).toEqual([
    ["loss", ["train/loss", "val/loss"]],
    ["lr", ["lr"]],
  ]);
});

test.each([
  ["train/loss", "loss"],
  ["loss_val", "loss"],
  ["val_loss", "loss"],
  ["model/train/acc", "model/acc"],
  ["training_speed", "speed"],
  ["trainable", "trainable"],
  ["val", "val"],
])("the family of %s is %s", (key, family) => {
  expect(familyOf(key)).toBe(family);
});

test("a metric that is alone keeps its whole name, and makes no section of its own", () => {
  const sections = planSections([metrics("train/grad_norm", "loss", "layer/a", "layer/b")]);
  expect(sections.map((one) => [one.name, one.panels.map((panel) => panel.title)])).toEqual([
    ["Metrics", ["loss", "train/grad_norm"]],
    ["layer", ["layer/a", "layer/b"]],
  ]);
});

test("panels that are alone in their folder stand with those of the folder above, in order", () => {
  const heads = [10, 2].flatMap((n) => [`a/head_${n}/x`, `b/head_${n}/x`]);
  const sections = planSections([metrics("loss", ...heads)]);
  expect(sections.map((one) => [one.name, one.panels.map((panel) => panel.title)])).toEqual([
    ["Metrics", ["loss"]],
    ["a", ["a/head_2/x", "a/head_10/x"]],
    ["b", ["b/head_2/x", "b/head_10/x"]],
  ]);
});

test("what is measured of the machine stays apart, be it one metric", () => {
  const sections = planSections([metrics("loss", "system/cpu")]);
  expect(sections.map((one) => one.name)).toEqual(["Metrics", "system"]);
});

test("metrics without a step are values, unless another run has a curve of them", () => {
  const sections = planSections([{ acc: FINAL, loss: FINAL }, metrics("loss")]);
  const kinds = sections.flatMap((one) => one.panels.map((panel) => [panel.kind, panel.title]));
  expect(kinds).toEqual([
    ["line", "loss"],
    ["value", "acc"],
  ]);
});

test("a metric at one step is a value, over time a curve when it has several points", () => {
  const once = { ...SEEN, first_step: 0, last_step: 0, count: 1 };
  const kinds = (facts: typeof once, overTime: boolean) =>
    planSections([{ acc: facts }], overTime).flatMap((one) => one.panels.map(({ kind }) => kind));
  expect(kinds(once, false)).toEqual(["value"]);
  expect(kinds({ ...once, first_step: 7, last_step: 7 }, true)).toEqual(["value"]);
  expect(kinds({ ...once, count: 40 }, false)).toEqual(["value"]);
  expect(kinds({ ...once, count: 40 }, true)).toEqual(["line"]);
  expect(kinds({ ...once, last_step: 1, count: 2 }, false)).toEqual(["line"]);
});

test("no runs, no sections", () => {
  expect(planSections([])).toEqual([]);
});
