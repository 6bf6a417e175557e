// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { type AuditEntry, type ModelVersion, modelQuery } from "~/data/models";
import { placed } from "~/pages/models/layout";
import { type LineageFacts, lineageOf } from "~/pages/models/lineage";
import { againstProduction, telling } from "~/pages/models/measures";
import { sentenceOf } from "~/pages/models/sentences";
import { readSignature } from "~/pages/models/signature";

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

const version = (number: number, over: Partial<ModelVersion> = {}): ModelVersion => ({
  ...{ model: "churn", version: number, created_at: 0, updated_at: 0, description: "", tags: {} },
  ...{ stage: "None", aliases: [], source: "", storage: "", run: "r", logged_model: "m-1" },
  ...{ run_link: "", user: "", status: "READY" },
  ...over,
});

const FACTS = {
  version: version(3),
  run: { id: "r", name: "tune", project: "p" },
  lineage: {
    inputs: [{ dataset: { name: "d", digest: "123456789" }, tags: { context: "train" } }],
    model_inputs: [],
    outputs: [{ model: { id: "m-1", name: "model", model_type: "", step: 4 }, step: 4 }],
  },
  captures: { git: { commit: "abcdef0123456", dirty: true }, python: { version: "3.12" } },
  versions: [version(3), version(1, { logged_model: null })],
} as unknown as LineageFacts;

test("a version leads over its model to the run, and from there to data, code and environment", () => {
  const { nodes, edges } = lineageOf(FACTS);
  expect(edges).toEqual([
    ["data d 123456789", "run r"],
    ["code abcdef0123456", "run r"],
    ["environment r", "run r"],
    ["run r", "model m-1"],
    ["model m-1", "version churn v3"],
    ["run r", "version churn v1"],
  ]);
  expect(nodes.find((node) => node.isHere)?.title).toBe("churn v3");
  expect(nodes.find((node) => node.kind === "code")?.detail).toBe("changed since");
});

test("every node has a place of its own, left of what comes out of it", () => {
  const graph = lineageOf(FACTS);
  const { at, paths, width, height } = placed(graph);
  expect(paths.every((path) => path.startsWith("M"))).toBe(true);
  expect(new Set([...at.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(graph.nodes.length);
  for (const [from, to] of graph.edges) {
    expect(at.get(from)?.x).toBeLessThan(at.get(to)?.x ?? 0);
  }
  for (const { x, y } of at.values()) {
    expect(x >= 0 && y >= 0 && x < width && y < height).toBe(true);
  }
});
