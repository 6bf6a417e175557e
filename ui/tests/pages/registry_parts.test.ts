// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { LineageGraph } from "~/data/lineage";
import { type AuditEntry, modelQuery, type Run } from "~/data/models";
import { madeWith } from "~/pages/models/made_with";
import { againstProduction, telling } from "~/pages/models/measures";
import { sentenceOf } from "~/pages/models/sentences";
import { readSignature } from "~/pages/models/signature";
import { drawn, groupsOf, pictureOf, relationOf } from "~/panels/lineage/graph";
import { placed } from "~/panels/lineage/layout";

test("a signature is read as YAML writes it: quoted, folded, or plain", () => {
  const text = `flavors:
  python_function: {}
signature:
  inputs: '[{"name": "a", "type": "double", "required": true}, {"name": "it''s",
    "type": "string", "required": false}]'
  outputs: "[{\\"type\\": \\"tensor\\", \\"tensor-spec\\": {\\"dtype\\": \\"float32\\", \\"shape\\": [-1, 2]}}]"
  params: null
utc_time_created: now
`;
  expect(readSignature(text)).toEqual({
    inputs: [
      { name: "a", type: "double", isRequired: true },
      { name: "it's", type: "string", isRequired: false },
    ],
    outputs: [{ name: "#0", type: "tensor float32 (-1, 2)", isRequired: true }],
    params: [],
  });
});

test.each(["", "signature:\n  inputs: not json\n", "run_id: x\n"])(
  "%j has no signature",
  (text) => {
    expect(readSignature(text)).toBeNull();
  },
);

const entry = (over: Partial<AuditEntry>): AuditEntry => ({
  ...{ number: 1, at: 0, actor: "ada", action: "stage", model_id: 1, model: "churn", version: 2 },
  ...{ key: "", from: null, to: null, reason: "", previous: "", hash: "" },
  ...over,
});

test.each([
  [{ action: "create", version: null }, "Model made"],
  [{ action: "create", to: "s3://x" }, "v2 registered"],
  [{ from: "None", to: "Production" }, "v2 moved from None to Production"],
  [{ action: "rollback", to: "Production" }, "Rolled back to v2"],
  [{ action: "alias", key: "best", from: "1", to: "2" }, "@best moved from v1 to v2"],
  [{ action: "alias", key: "best", from: "1", to: null }, "@best removed from v1"],
  [{ action: "tag", key: "team", to: "nlp" }, "v2: tag team set to nlp"],
  [{ action: "rename", version: null, from: "a", to: "b" }, "Renamed from a to b"],
  [{ action: "forged", key: "k", from: "a", to: "b" }, "v2: forged k a → b"],
])("%o reads: %s", (over, told) => {
  expect(sentenceOf(entry(over))).toBe(told);
});

test("a bare word finds by name, anything else is a query", () => {
  expect(modelQuery(" churn ")).toBe("name ilike '%churn%'");
  expect(modelQuery("tag.team = 'nlp'")).toBe("tag.team = 'nlp'");
  expect(modelQuery("name like 'a%'")).toBe("name like 'a%'");
  expect(modelQuery("")).toBe("");
});

test("the metric shown first was measured on held-out data and has a direction", () => {
  expect(telling(["grad_norm", "train/acc", "val/loss", "val/accuracy"])).toBe("val/accuracy");
  expect(telling([])).toBe("");
});

test("a value is told against the version in Production", () => {
  expect(againstProduction("val/loss", 0.9, 1)).toEqual({ text: "−10 %", verdict: "better" });
  expect(againstProduction("norm", 1.1, 1)?.verdict).toBeNull();
  expect(againstProduction("val/loss", 1, Number.NaN)).toBeNull();
});

function node(id: string, over: Partial<LineageGraph["nodes"][number]> = {}) {
  const [kind = "run", key = ""] = id.split(" ");
  const plain = { name: key, detail: "", key, project: "p", run: null, depth: 0, is_known: true };
  return { id, kind: kind as "run", ...plain, ...over };
}

const edge = (source: string, target: string, role: string, note = "") => ({
  ...{ source, target, role, note },
});

const GRAPH: LineageGraph = {
  start: "version churn 3",
  nodes: [
    node("version churn 3", { name: "churn", key: "3", detail: "None, @best" }),
    node("model m-1", { name: "model", run: "r", depth: -1 }),
    node("run r", { name: "tune", depth: -2 }),
    node("dataset d 12", { name: "it's", key: "12", project: "", depth: -3 }),
    node("run gone", { is_known: false, depth: -3 }),
  ],
  edges: [
    edge("model m-1", "version churn 3", "registered"),
    edge("run r", "model m-1", "made"),
    edge("dataset d 12", "run r", "used"),
    edge("run gone", "run r", "read"),
  ],
  ...{ depth: 3, cut: [] },
};

const BESIDE = madeWith({ id: "r", project: "p" } as Run, {
  git: { commit: "abcdef0123456", dirty: true },
  python: { version: "3.12" },
});

test("a version leads over its model to the run, and from there to data, code and environment", () => {
  const { boxes, arrows } = pictureOf(GRAPH, BESIDE);
  expect(arrows.slice(-2)).toEqual([
    { from: "code", to: "run r", role: "used", note: "" },
    { from: "environment", to: "run r", role: "used", note: "" },
  ]);
  expect(boxes.find((box) => box.isHere)).toMatchObject({
    title: "churn v3",
    detail: "no stage, @best",
  });
  expect(boxes.find((box) => box.kind === "code")?.detail).toBe("changed since");
  // Without the run in the graph there is nothing that they could lead to.
  const other = { ...GRAPH, nodes: GRAPH.nodes.slice(0, 2) };
  expect(pictureOf(other, BESIDE).boxes).toHaveLength(2);
});

test("boxes lead to their screens: a dataset to the runs that used it, what is gone nowhere", () => {
  const { boxes } = pictureOf(GRAPH);
  const to = Object.fromEntries(boxes.map((box) => [box.id, box.to]));
  expect(to["model m-1"]).toBe("/p/p/runs/r/files");
  expect(to["run gone"]).toBe("");
  const query = new URLSearchParams(to["dataset d 12"]?.split("?")[1]);
  expect(query.get("q")).toBe("dataset.name = 'it''s' and dataset.digest = '12'");
});

test("the list names what each is to the thing that was asked for", () => {
  const picture = pictureOf(GRAPH);
  expect(groupsOf(picture).map(({ title, boxes }) => [title, boxes.length])).toEqual([
    ["Data", 1],
    ["Runs", 2],
    ["Models", 1],
  ]);
  const told = picture.boxes.map((box) => relationOf(box, picture));
  expect(told.slice(1, 4)).toEqual(["registered as this", "2 links before", "3 links before"]);
});

test("what data was for is told with it", () => {
  const edges = [
    edge("dataset d 12", "run r", "used", "train"),
    edge("dataset d 12", "run r", "used", "eval"),
  ];
  const picture = pictureOf({ ...GRAPH, start: "run r", nodes: GRAPH.nodes.slice(2, 4), edges });
  const data = picture.boxes.find(({ kind }) => kind === "dataset");
  expect(data && relationOf(data, picture)).toBe("used here for train, eval");
});

test("of many boxes the nearest are drawn, with the arrows between them", () => {
  const many = Array.from({ length: 90 }, (_, i) => node(`run ${i}`, { depth: i }));
  const edges = many.slice(1).map((one, i) => edge(`run ${i}`, one.id, "parent"));
  const picture = pictureOf({ ...GRAPH, start: "run 0", nodes: many, edges });
  const shown = drawn(picture);
  expect(shown.boxes).toHaveLength(60);
  expect(shown.arrows).toHaveLength(59);
  expect(drawn(shown)).toBe(shown);
});

test("every node has a place of its own, left of what comes out of it", () => {
  const picture = pictureOf(GRAPH, BESIDE);
  const { at, paths, width, height } = placed(picture);
  expect(paths.every((path) => path.startsWith("M"))).toBe(true);
  expect(new Set([...at.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(picture.boxes.length);
  for (const { from, to } of picture.arrows) {
    expect(at.get(from)?.x).toBeLessThan(at.get(to)?.x ?? 0);
  }
  for (const { x, y } of at.values()) {
    expect(x >= 0 && y >= 0 && x < width && y < height).toBe(true);
  }
});
