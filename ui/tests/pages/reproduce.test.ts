import { describe, expect, test } from "vitest";
import type { Recipe, RunDifference } from "~/data/lineage";
import { inOrder } from "~/pages/run/differing";
import { recipeRows } from "~/pages/run/recipe_rows";
import { readReport } from "~/pages/run/report";

const REPORT = {
  ...{ verdict: "DIFFERENT", exit_code: 2, cause: "data (train.csv)", why: "", kept: ["code"] },
  inputs: [
    { group: "data", is_same: false, detail: "train.csv 1 -> 2", differences: [] },
    { group: "env", is_same: null, detail: "not captured in the second run" },
  ],
  judgement: {
    metrics: [
      { key: "loss", verdict: "DIFFERENT", old: 0.5, new: "NaN", first_step: 0, why: "" },
      { key: "acc", verdict: "EXACT", old: 1, new: 1, first_step: "end" },
      { key: "gone", verdict: "NOT-COMPARABLE", old: 1, new: null, first_step: null, why: "none" },
    ],
    files: [
      { path: "a.txt", is_same: true },
      { path: "model.pt", is_same: false },
    ],
    not_judged: ["system/cpu"],
  },
  ...{ trials: [{ kept: ["data"], verdict: "EXACT" }], suspects: ["data"], changed: { lr: "0.2" } },
  ...{ warnings: ["python was never seeded"], notes: ["numpy 1.0"], secrets: ["API_KEY"] },
};

describe("the report of a repetition", () => {
  test("is read with its inputs, its metrics and its remarks", () => {
    const report = readReport(JSON.stringify(REPORT));
    expect(report).toMatchObject({ verdict: "DIFFERENT", cause: "data (train.csv)", files: 2 });
    expect(report?.inputs.map(({ isSame }) => isSame)).toEqual([false, null]);
    const firsts = report?.metrics.map(({ firstDiffers }) => firstDiffers);
    expect(firsts).toEqual(["step 0", "final value", ""]);
    expect(report?.metrics[0]?.new).toBeNaN();
    expect(report?.metrics[2]?.new).toBeNaN();
    expect(report?.otherFiles).toEqual(["model.pt"]);
    expect(report?.trials).toEqual([{ kept: "data", verdict: "EXACT" }]);
    expect(report?.remarks).toEqual([
      "changed on purpose: lr = 0.2",
      "python was never seeded",
      "not as it was: numpy 1.0",
      "set then, not set now: API_KEY",
    ]);
  });

  test.each(["", "{", "[]", "null", '{"verdict": 3.5e', '{"inputs": []}'])("%j is none", (text) =>
    expect(readReport(text)).toBeNull(),
  );

  test("of odd shapes what can be read is read", () => {
    const odd = { verdict: "EXACT", inputs: [1, { group: "env" }], judgement: "no", trials: {} };
    const report = readReport(JSON.stringify(odd));
    expect(report?.inputs).toEqual([{ group: "env", isSame: null, detail: "" }]);
    expect(report?.metrics).toEqual([]);
  });
});

describe("a recipe", () => {
  const recipe = {
    version: 1,
    facts: {
      code: { source: { "": "c1" }, script: "train.py" },
      env: { python: { version: "3.12" }, packages: { torch: ["2.4", ""], numpy: ["2", ""] } },
      data: { datasets: { digits: ["a"] }, files: { "a.csv": "1", digits: "2", b: "3", c: "4" } },
      config: { params: { lr: 1 } },
      command: { program: "train.py", arguments: ["--lr", "1"] },
      seed: { python: { seed: 7 }, numpy: { seed: "not imported" }, calls: [] },
      hardware: {},
    },
    digests: { code: "1", env: "2", data: "3", config: "4", command: "5", seed: "6" },
    missing: [
      { group: "code", what: "code/untracked/big.bin", why: "it is over the limit" },
      { group: "hardware", what: "hardware", why: "nothing of this group was captured" },
    ],
  } as unknown as Recipe;

  test("is told group by group, with what is missing and why", () => {
    const rows = recipeRows(recipe);
    expect(rows.map(({ group, state, said }) => [group, state, said])).toEqual([
      ["code", "partly", "train.py"],
      ["env", "whole", "Python 3.12, 2 packages"],
      ["data", "whole", "digits, a.csv, b and 1 more"],
      ["config", "whole", "1 param"],
      ["command", "whole", "train.py --lr 1"],
      ["seed", "whole", "python 7, numpy not imported"],
      ["hardware", "absent", ""],
    ]);
    expect(rows[0]?.missing[0]?.why).toBe("it is over the limit");
  });

  test("of a run that told nothing is absent, not broken", () => {
    const nothing = { version: 1, facts: {}, digests: {}, missing: [] };
    expect(recipeRows(nothing).every(({ state }) => state === "absent")).toBe(true);
  });
});

test("the most suspected group is told first, what is not known after it, what is same last", () => {
  const group = (name: string, same: boolean | null) => ({ group: name, is_same: same });
  const told = {
    groups: [group("code", true), group("env", null), group("data", false), group("seed", false)],
    suspects: ["seed", "data"],
  } as unknown as RunDifference;
  expect(inOrder(told).map((one) => one.group)).toEqual(["seed", "data", "env", "code"]);
});
