// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { panelTitle, readPanels, writePanels } from "~/panels/added";
import { fieldValue } from "~/panels/fields";
import { finder } from "~/panels/find";
import { groupsOf } from "~/panels/groups";
import { csvOf, type Exportable, provenance } from "~/panels/line/export";
import { chartLines, panelGroups, panelSeries } from "~/panels/line/lines";
import { barsOf } from "~/panels/marks/bars";
import { markData } from "~/panels/marks/mark_data";
import { PLAIN_SETTINGS } from "~/panels/settings";
import { joinTiles } from "~/series/curve";
import { rawTile } from "../series/tiles";

const LOSS = { last: 0.5, min: 0.25, first_step: 0, last_step: 9, count: 10 };

function run(id: string, lr: unknown, seed: number, metrics: object = { loss: LOSS }) {
  const params = { lr, seed, optim: { name: "adam" } } as never;
  return {
    id,
    name: id,
    label: id,
    slot: 0,
    params,
    tags: { kind: "base" },
    metrics: metrics as never,
    times: { status: "finished", started_at: 0, pauses: [] },
  };
}

const RUNS = [run("a", 0.01, 0), run("b", 0.001, 0), run("c", 0.01, 1), run("d", undefined, 1)];

test("runs that are equal in a param are a group, numbers in their order", () => {
  const groups = groupsOf(RUNS, ["param.lr"]);
  expect(groups.map(({ name, runs, slot }) => [name, runs, slot])).toEqual([
    ["lr 0.001", ["b"], 0],
    ["lr 0.01", ["a", "c"], 1],
    ["lr —", ["d"], 2],
  ]);
  expect(groupsOf(RUNS, [])).toEqual([]);
  const pairs = groupsOf(RUNS, ["tag.kind", "param.seed"]);
  expect(pairs.map(({ name }) => name)).toEqual(["kind base · seed 0", "kind base · seed 1"]);
});

test("columns read params by their path, tags, and statistics of metrics", () => {
  const [first] = RUNS;
  if (first === undefined) throw new Error("There are runs.");
  const ids = ["param.optim.name", "tag.kind", "metric.loss.min", "metric.loss", "param.none"];
  expect(ids.map((id) => fieldValue(first, id))).toEqual(["adam", "base", 0.25, 0.5, undefined]);
});

test("a group is one line for each metric that its runs have", () => {
  const series = panelSeries(RUNS, ["loss", "val"]);
  const groups = panelGroups(groupsOf(RUNS, ["param.lr"]), series, ["loss", "val"]);
  expect(groups.map(({ label }) => label)).toEqual([
    "lr 0.001 · loss (1 run)",
    "lr 0.01 · loss (2 runs)",
    "lr — · loss (1 run)",
  ]);
  const column = Float64Array.of(1, 2);
  const grouped = { x: column, centre: column, low: column, high: column, runs: column };
  const fed = { range: null, bucket: 0, curves: new Map() };
  const found = new Map([[groups[1]?.id ?? "", grouped]]);
  const lines = chartLines(series, groups, { ...fed, groups: found }, "light");
  expect(lines.map(({ members }) => members)).toEqual([["a", "c"]]);
});

test("bars are the highest first, a group's with the reach of its runs", () => {
  const valued = RUNS.map((one, i) => ({ ...one, metrics: { acc: { last: i } } as never }));
  const data = markData(valued, ["metric.acc.last"], []);
  expect(barsOf(data, []).map(({ label, value }) => [label, value])).toEqual([
    ["d", 3],
    ["c", 2],
    ["b", 1],
    ["a", 0],
  ]);
  const [, hot] = barsOf(data, groupsOf(RUNS, ["param.lr"])).filter((bar) => bar.value < 3);
  expect(hot).toMatchObject({ label: "lr 0.01 (2)", value: 1, low: 0, high: 2 });
});

test("metrics are found by a part of their name or by an expression, also a half one", () => {
  const keys = ["train/loss", "val/loss", "val/acc", "a(b"];
  const found = (text: string) => keys.filter(finder(text));
  expect(found("LOSS")).toEqual(["train/loss", "val/loss"]);
  expect(found("^val/(loss|acc)$")).toEqual(["val/loss", "val/acc"]);
  expect(found("a(b")).toEqual(["a(b"]);
});

test("what is no panel in an address is left out", () => {
  expect(readPanels("{")).toEqual([]);
  expect(readPanels('[["scatter","","param.a","param.b"],["pie","","x"],["bar",""],7]')).toEqual([
    { kind: "scatter", title: "", fields: ["param.a", "param.b"] },
  ]);
  expect(writePanels([])).toBe("");
  const spec = { kind: "scatter", title: "", fields: ["param.lr", "metric.loss.min"] } as const;
  expect(panelTitle(spec)).toBe("loss.min over lr");
});

const SHOWN: Exportable = {
  ...{ title: "loss", topic: "project:vision", query: 'tag.kind = "base"', bucket: 16 },
  settings: { ...PLAIN_SETTINGS, halfLife: 50, smoother: "gauss" },
  series: [{ run: "r1", key: "loss" }],
  view: {
    lines: [
      {
        ...{ id: "a", run: "r1", label: '=1+1,"x"', colour: "#000000", dash: [] },
        curve: joinTiles([
          rawTile([
            [0, 1.5],
            [1, Number.NaN],
            [9, 3],
          ]),
        ]),
        smoothed: Float64Array.of(1.5, Number.NaN, 2),
      },
    ],
    ...{ axis: "step", range: { from: 0, to: 5 }, logX: false, logY: false, clipOutliers: true },
  },
};

test("a file says its query, its downsampling and its smoothing", () => {
  expect(provenance(SHOWN)).toBe(
    'Runlore project vision · query tag.kind = "base" · x step · 1 lines, buckets of 16 in x · ' +
      "smoothed gauss 50 · outliers clipped",
  );
});

test("a CSV has what is in view, and no name in it is a formula", () => {
  const [title, source, head, ...rows] = csvOf(SHOWN).split("\n");
  expect([title, source]).toEqual(["# loss", `# ${provenance(SHOWN)}`]);
  expect(head).toBe("line,run,x,first,min,max,last,mean,count,smoothed");
  expect(rows).toEqual([
    `"'=1+1,""x""","r1",0,1.5,1.5,1.5,1.5,1.5,1,1.5`,
    `"'=1+1,""x""","r1",1,NaN,NaN,NaN,NaN,NaN,1,NaN`,
    "",
  ]);
});
