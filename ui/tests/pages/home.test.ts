import { expect, test } from "vitest";
import type { Project } from "~/data/projects";
import { headline } from "~/pages/home/headline";
import { firstLine, listed, pieces } from "~/pages/home/listing";

function project(name: string, last: number | null = null, notes = ""): Project {
  const rest = { created_at: 0, runs: 0, active: 0, main_metric: "", goal: "" } as const;
  return { name, notes, last_run_at: last, ...rest };
}

const names = (found: readonly Project[]) => found.map((one) => one.name);

test("starred projects stand first, then those that ran last", () => {
  const all = [project("a", 1), project("b", 3), project("c"), project("d", 2)];
  expect(names(listed(all, "", new Set()))).toEqual(["b", "d", "a", "c"]);
  expect(names(listed(all, "", new Set(["c", "gone"])))).toEqual(["c", "b", "d", "a"]);
});

test("a filter finds words in names and notes, in any case", () => {
  const all = [project("Vision"), project("text", null, "for VISION and sound"), project("audio")];
  expect(names(listed(all, "vision", new Set()))).toEqual(["text", "Vision"]);
  expect(names(listed(all, "sound vis", new Set()))).toEqual(["text"]);
  expect(listed(all, "nothing", new Set())).toEqual([]);
});

test("pieces hold everything once", () => {
  expect(pieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(pieces([], 2)).toEqual([]);
});

test("the first line of notes is shown without its marks", () => {
  expect(firstLine("\n## Small models\n\ntext")).toBe("Small models");
  expect(firstLine("")).toBe("");
});

test("the metric of a card is the project's, else a loss, else any", () => {
  expect(headline({ acc: 1, "val/loss": 1 }, "acc")).toBe("acc");
  expect(headline({ "train/loss": 1, "val/loss": 1 }, "f1")).toBe("val/loss");
  expect(headline({ "system/cpu": 1, reward: 1 })).toBe("reward");
  expect(headline({ "system/cpu": 1 })).toBe("");
});
