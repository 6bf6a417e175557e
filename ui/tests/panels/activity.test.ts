import { expect, test } from "vitest";
import type { Happening } from "~/data/activity";
import { plainLine, tell } from "~/panels/activity/words";
import { placeOf, remarkOf } from "~/panels/comments/place";

const BLANK: Happening = {
  at: 0,
  what: "",
  actor: "ada",
  project: "",
  run: null,
  name: "",
  model: "",
  version: null,
  text: "",
  key: "",
  step: null,
  before: null,
  after: null,
};

const told = (part: Partial<Happening>) => tell({ ...BLANK, ...part });

test("a run that ends does so by itself", () => {
  expect(told({ what: "run.started" })).toMatchObject({ verb: "started", own: false });
  expect(told({ what: "run.crashed" })).toMatchObject({ verb: "crashed", own: true, tone: "fail" });
});

test("a step to Production is a promotion; others say from where to where", () => {
  const up = { what: "model.stage", before: "Staging", after: "Production" };
  expect(told(up)).toMatchObject({ verb: "promoted", detail: "Staging → Production" });
  expect(told({ ...up, after: "Archived" })).toMatchObject({ verb: "moved" });
  const alias = { what: "model.alias", key: "champion", before: null, after: "3" };
  expect(told(alias).detail).toBe("champion: 3");
  expect(told({ what: "model.tag", key: "team", after: "a long text" }).detail).toBe("team");
});

test("a comment says on which chart it stands", () => {
  expect(told({ what: "comment", key: "loss", step: 40 }).detail).toBe("loss @ 40");
  expect(told({ what: "comment" }).detail).toBe("");
});

test("what this page does not know is told as it is", () => {
  expect(told({ what: "model.frozen" }).verb).toBe("model.frozen");
});

test("Markdown becomes one plain line", () => {
  expect(plainLine("_so_ `seed_all()`")).toBe("so seed_all()");
  expect(plainLine("# A **b**\n\n- [c](http://x)\n```py\nd\n```")).toBe("A b - c d");
});

test("a comment stands where one said", () => {
  expect(remarkOf("x", placeOf(undefined, undefined))).toEqual({ text: "x", key: "" });
  expect(remarkOf("x", placeOf("loss", 40))).toEqual({ text: "x", key: "loss", step: 40 });
  expect(remarkOf("x", { key: "loss", step: " " })).toEqual({ text: "x", key: "loss" });
  expect(() => remarkOf("x", { key: "loss", step: "soon" })).toThrow("soon is no step");
});
