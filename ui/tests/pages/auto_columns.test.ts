import { expect, test } from "vitest";
import type { Run } from "~/data/projects";
import { autoColumns } from "~/pages/workspace/auto_columns";

const RUN: Run = {
  ...{ id: "a", project: "p", experiment: "e", experiment_id: 1, name: "a", status: "finished" },
  ...{
    created_at: 0,
    started_at: 0,
    ended_at: null,
    heartbeat_at: 0,
    user: "",
    host: "",
    notes: "",
  },
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
  },
};

const STATS = {
  ...{ last: 1, last_step: 1, last_time: 0, min: 1, min_step: 1, max: 1, max_step: 1 },
  ...{ mean: 1, first: 1, first_step: 1, count: 1 },
};

test("held-out losses come first, metrics of the machine never", () => {
  const metrics = {
    lr: STATS,
    "train/loss": STATS,
    "val/acc": STATS,
    "val/loss": STATS,
    "system/cpu": STATS,
  };
  const keys = Object.keys(metrics).map((key) => ({ kind: "metric", key, runs: 1 }) as const);
  expect(autoColumns([RUN], keys)).toEqual([
    ...["status", "metric.val/loss.last", "metric.val/acc.last", "metric.train/loss.last"],
    ...["metric.lr.last", "started", "duration"],
  ]);
});

test("only params that tell the runs apart get a column", () => {
  const runs = [
    { ...RUN, params: { lr: 1, seed: 7, notes: "x".repeat(90) } },
    { ...RUN, id: "b", params: { lr: 2, seed: 7, notes: "y" } },
  ];
  expect(autoColumns(runs, [])).toContain("param.lr");
  expect(autoColumns(runs, [])).not.toContain("param.seed");
  expect(autoColumns(runs, [])).not.toContain("param.notes");
});
