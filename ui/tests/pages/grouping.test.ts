import { expect, test } from "vitest";
import type { MetricStats, Run } from "~/data/projects";
import { statisticsOf } from "~/lib/statistics";
import { deltaOf, metricDelta } from "~/pages/workspace/deltas";
import { fieldText, parseField } from "~/pages/workspace/fields";
import {
  compareTexts,
  groupName,
  groupRuns,
  innermost,
  nestRuns,
} from "~/pages/workspace/grouping";
import { groupRows, treeRows } from "~/pages/workspace/rows";
import { markOf } from "~/pages/workspace/table_state";

const RUN: Run = {
  ...{ id: "a", project: "p", experiment: "e", experiment_id: 1, name: "a", status: "finished" },
  ...{ created_at: 0, started_at: 0, ended_at: null, heartbeat_at: 0, user: "", host: "" },
  ...{ parent: null, deleted_at: null, params: {}, auto_params: [], tags: {}, summary: {} },
  ...{
    metrics: {},
    inputs: [],
    fingerprint: {},
    pauses: [],
    rows: 0,
    points: 0,
    lost: {},
    failure: null,
    notes: "",
  },
};

function field(id: string) {
  const found = parseField(id);
  if (found === null) throw new Error(`${id} is no field`);
  return found;
}

function stats(last: number | string, min: number, max: number): MetricStats {
  const steps = { last_step: 9, last_time: 0, min_step: 3, max_step: 7, first_step: 0 };
  return { last, min, max, mean: 1, first: 1, count: 10, ...steps };
}

function run(id: string, lr: number | string | null, seed: number): Run {
  return { ...RUN, id, name: id, params: lr === null ? { seed } : { lr, seed } };
}

const RUNS = [run("a", 0.1, 1), run("b", 0.01, 1), run("c", 0.1, 2), run("d", null, 1)];

test("groups hold the runs that are alike, numbers by size, what is missing last", () => {
  const groups = groupRuns(RUNS, [field("param.lr")]);
  expect(groups.map((group) => [group.value, group.runs.map((one) => one.id)])).toEqual([
    ["0.01", ["b"]],
    ["0.1", ["a", "c"]],
    ["", ["d"]],
  ]);
});

test("a number and the text that looks like it are one group, other texts are not", () => {
  const runs = [run("a", 0.1, 1), run("b", "0.1", 1), run("c", "0.10", 1)];
  const sizes = groupRuns(runs, [field("param.lr")]).map((group) => group.runs.length);
  expect(sizes).toEqual([2, 1]);
});

test("groups in groups are named by all that they have in common", () => {
  const groups = groupRuns(RUNS, [field("param.lr"), field("param.seed")]);
  expect(innermost(groups).map(groupName)).toEqual([
    ...["lr = 0.01 · seed = 1", "lr = 0.1 · seed = 1", "lr = 0.1 · seed = 2"],
    "lr = none · seed = 1",
  ]);
  const keys = new Set(innermost(groups).map((group) => group.key));
  expect(keys.size).toBe(4);
});

test("open groups show what is in them", () => {
  const groups = groupRuns(RUNS, [field("param.lr"), field("param.seed")]);
  const outer = groups[1];
  if (outer === undefined) throw new Error("there are three groups");
  expect(groupRows(groups, new Set())).toHaveLength(3);
  const inner = outer.groups[0]?.key ?? "";
  const rows = groupRows(groups, new Set([markOf(outer.key), markOf(inner)]));
  expect(rows.map((row) => (row.kind === "run" ? row.run.id : row.group.value))).toEqual([
    ...["0.01", "0.1", "1", "a", "2", ""],
  ]);
});

test("children hang under parents that are there, and no run is lost", () => {
  const family = [
    { ...RUN, id: "child", parent: "root" },
    { ...RUN, id: "root" },
    { ...RUN, id: "orphan", parent: "gone" },
    { ...RUN, id: "grandchild", parent: "child" },
    { ...RUN, id: "x", parent: "y" },
    { ...RUN, id: "y", parent: "x" },
  ];
  const tree = nestRuns(family);
  expect(tree.map((one) => one.run.id)).toEqual(["root", "orphan", "x"]);
  const opened = new Set(["root", "child", "x"].map(markOf));
  const rows = treeRows(family, opened);
  expect(rows.map((row) => [row.run.id, row.depth, row.children])).toEqual([
    ["root", 0, 1],
    ["child", 1, 1],
    ["grandchild", 2, 0],
    ["orphan", 0, 0],
    ["x", 0, 1],
    ["y", 1, 0],
  ]);
  expect(treeRows(family, new Set())).toHaveLength(3);
});

test("statistics leave out what is not finite", () => {
  const found = statisticsOf([4, Number.NaN, 1, Number.POSITIVE_INFINITY, 2, 3]);
  expect(found).toMatchObject({ count: 4, mean: 2.5, median: 2.5, min: 1, max: 4 });
  expect(found.std).toBeCloseTo(1.29099, 5);
  expect(statisticsOf([7])).toMatchObject({ count: 1, mean: 7, median: 7, std: Number.NaN });
  expect(statisticsOf([]).mean).toBeNaN();
});

test("texts that are numbers come by size and before the others", () => {
  expect(["b", "10", "", "9", "a", "1e-3"].sort(compareTexts)).toEqual([
    ...["1e-3", "9", "10", "a", "b", ""],
  ]);
});

test("the best of a metric is its min or its max, as its name suggests", () => {
  const metrics = { "val/loss": stats(2, 1, 3), accuracy: stats(0.5, 0.1, 0.9) };
  expect(fieldText(field("metric.val/loss.best"), { ...RUN, metrics })).toBe("1");
  expect(fieldText(field("metric.accuracy.best"), { ...RUN, metrics })).toBe("0.9");
});

test("a difference from the baseline tells better from worse", () => {
  const loss = field("metric.loss.last");
  expect(deltaOf(loss, 2.287, 2.311)).toEqual({ text: "−1 %", tone: "better" });
  expect(deltaOf(loss, 2.405, 2.311)).toEqual({ text: "+4.1 %", tone: "worse" });
  expect(deltaOf(field("metric.accuracy.last"), 0.9, 0.8)?.tone).toBe("better");
  expect(deltaOf(loss, 2, 2)).toEqual({ text: "=", tone: "same" });
  expect(deltaOf(loss, 0.5, 0)).toEqual({ text: "+0.5", tone: "worse" });
  expect(deltaOf(loss, Number.NaN, 1)).toBeNull();
  expect(deltaOf(field("param.lr"), 1, 2)).toBeNull();
  const diverged = { ...RUN, metrics: { loss: stats("NaN", 1, 1) } };
  expect(metricDelta(loss, diverged, { ...RUN, metrics: { loss: stats(1, 1, 1) } })).toBeNull();
});
