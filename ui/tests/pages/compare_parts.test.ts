import { expect, test } from "vitest";
import type { Artifact, Run } from "~/data/compare";
import { directionOf } from "~/lib/direction";
import { diffJson } from "~/lib/json_diff";
import { diffLines, linesOf } from "~/lib/line_diff";
import type { Cell } from "~/pages/compare/cells";
import { deltaOf } from "~/pages/compare/deltas";
import { type FieldRow, fieldRows, orderBy, wantedRows } from "~/pages/compare/fields";
import { pairFiles } from "~/pages/compare/file_pairs";
import { diffPackages } from "~/pages/compare/packages";
import { markedPieces, splitRows } from "~/pages/compare/split_rows";

const number = (value: number): Cell => ({ text: String(value), number: value, isMissing: false });
const text = (value: string): Cell => ({ text: value, number: Number.NaN, isMissing: false });
const nothing: Cell = { text: "—", number: Number.NaN, isMissing: true };

test.each([
  [number(1.1), number(1), "pct", "+10 %", "up"],
  [number(0.5), number(1), "pct", "−50 %", "down"],
  [number(-1), number(-2), "pct", "+50 %", "up"],
  [number(20), number(1), "pct", "×20", "up"],
  [number(1.25), number(1), "abs", "+0.25", "up"],
  [number(3), number(0), "pct", "+3", "up"],
  [number(3), number(2), "value", "", "up"],
  [number(2), number(2), "pct", "", "same"],
  [text("sgd"), text("adam"), "pct", "", "changed"],
  [nothing, number(2), "pct", "", "changed"],
  [number(Number.NaN), number(2), "abs", "", "changed"],
  [nothing, nothing, "pct", "", "same"],
] as const)("%o against %o in %s is told as %s %s", (cell, base, mode, told, mark) => {
  expect(deltaOf(cell, base, mode, null)).toEqual({ mark, text: told, verdict: null });
});

test("better and worse are said only of metrics whose name tells the direction", () => {
  const verdict = (metric: string) =>
    deltaOf(number(2), number(1), "pct", directionOf(metric)).verdict;
  expect(verdict("val/loss")).toBe("worse");
  expect(verdict("test_accuracy")).toBe("better");
  expect(verdict("grad_norm")).toBeNull();
  expect(verdict("loss_accuracy")).toBeNull();
  expect(verdict("glossary")).toBeNull();
});

function run(id: string, over: Partial<Run>): Run {
  return {
    ...{ id, project: "p", experiment: "e", experiment_id: 1, name: id, status: "finished" },
    ...{ created_at: 0, started_at: 0, ended_at: 2_000_000, heartbeat_at: 0, user: "", host: "" },
    ...{ notes: "", parent: null, deleted_at: null, params: {}, auto_params: [], tags: {} },
    ...{ summary: {}, metrics: {}, rows: 0, points: 0, lost: {}, failure: null, inputs: [] },
    ...over,
  } as Run;
}

const stats = (last: number, min: number, max: number, count = 9) => ({
  ...{ last, min, max, count, mean: last, first: max, first_step: 0, last_step: 8 },
  ...{ last_time: 0, min_step: 0, max_step: 0 },
});

const RUNS = [
  run("a", {
    params: { optim: { lr: 0.1 }, seed: 7, text: "1e-3" },
    metrics: { "val/loss": stats(1, 0.5, 3), acc: stats(0.9, 0.9, 0.9, 1) },
    inputs: [{ name: "d", digest: "1234567890abcdef", tags: { context: "train" } }],
  }),
  run("b", {
    params: { optim: { lr: 0.2 }, seed: 7, text: "2e-3" },
    metrics: { "val/loss": stats(2, 0.4, 3), acc: stats(0.8, 0.8, 0.8, 1) },
  }),
];

const rowNamed = (rows: readonly FieldRow[], id: string) => rows.find((row) => row.id === id);

test("fields stand in groups, nested params under dotted names, single values once", () => {
  const rows = fieldRows(RUNS, { a: { git: { commit: "abc" } } });
  const ids = rows.map((row) => row.id);
  expect(ids).toContain("param.optim.lr");
  expect(ids.filter((id) => id.startsWith("metric.val/loss"))).toEqual([
    "metric.val/loss.last",
    "metric.val/loss.min",
    "metric.val/loss.max",
  ]);
  expect(ids.filter((id) => id.startsWith("metric.acc"))).toEqual(["metric.acc.last"]);
  expect(rowNamed(rows, "data.train")?.cells.map((cell) => cell.text)).toEqual([
    "d @ 1234567890ab",
    "—",
  ]);
  expect(rowNamed(rows, "param.text")?.cells[0]?.number).toBe(0.001);
  expect(rowNamed(rows, "metric.val/loss.max")?.direction).toBeNull();
  expect(rowNamed(rows, "metric.val/loss.min")?.direction).toBe("lower");
  expect(rowNamed(rows, "facts.Commit")?.differs).toBe(true);
});

test("only differences, the search, and the order by difference narrow and sort the rows", () => {
  const rows = fieldRows(RUNS, {});
  const wish = { find: "", onlyDifferences: true, sort: "name" } as const;
  const ids = wantedRows(rows, wish).map((row) => row.id);
  expect(ids).not.toContain("param.seed");
  expect(ids).not.toContain("metric.val/loss.max");
  expect(wantedRows(rows, { ...wish, find: "LR" }).map((row) => row.id)).toEqual([
    "param.optim.lr",
  ]);
  const metrics = wantedRows(rows, { ...wish, sort: "spread" }).filter(
    (row) => row.group === "Metrics",
  );
  expect(metrics.map((row) => row.id)).toEqual([
    "metric.val/loss.last",
    "metric.val/loss.min",
    "metric.acc.last",
  ]);
});

test("runs are ordered by a row, the baseline first and blanks last", () => {
  const row = { cells: [number(3), nothing, number(1), number(2)] } as unknown as FieldRow;
  expect(orderBy(row, false, 0)).toEqual([0, 2, 3, 1]);
  expect(orderBy(row, true, 2)).toEqual([2, 0, 3, 1]);
});

test("documents differ where they do, objects by key and lists by place", () => {
  const diff = diffJson({ a: { b: 1, c: [1, 2] }, d: "1" }, { a: { b: 2, c: [1, 2, 3] }, d: 1 });
  expect(diff.differences).toBe(3);
  const [a, d] = diff.children;
  expect(a?.children.map((child) => [child.key, child.change])).toEqual([
    ["b", "changed"],
    ["c", "changed"],
  ]);
  expect(a?.children[1]?.children[2]?.change).toBe("added");
  expect(d?.change).toBe("changed");
  expect(diffJson({ a: {}, b: 1 }, { b: 1, a: {} }).differences).toBe(0);
  expect(diffJson({ a: { b: 1 } }, { a: [1] }).children[0]?.change).toBe("changed");
});

test("packages and files are the same, changed, or only in one", () => {
  const packages = diffPackages(
    { numpy: "1", torch: "2", old: "1" },
    { numpy: "1", torch: "3", new: "1" },
  );
  expect(packages.map((one) => [one.name, one.change])).toEqual([
    ["new", "added"],
    ["old", "removed"],
    ["torch", "changed"],
    ["numpy", "same"],
  ]);
  const file = (path: string, sha256: string, step: number | null = null) =>
    ({ path, sha256, step }) as Artifact;
  const pairs = pairFiles({
    before: [file("a", "1"), file("b", "1"), file("c", "1", 1), file("c", "1", 2)],
    after: [file("a", "1"), file("b", "2"), file("c", "1", 2), file("d", "1")],
  });
  expect(pairs.map((one) => `${one.path} ${one.step ?? ""} ${one.change}`)).toEqual([
    "b  changed",
    "c 1 removed",
    "d  added",
    "a  same",
    "c 2 same",
  ]);
});

test("a split diff keeps line numbers, pairs changed lines, and folds what is long and the same", () => {
  const before = [...Array.from({ length: 20 }, (_, i) => `line ${i}`), "lr = 0.1", "end"];
  const after = [...before.slice(0, 20), "lr = 0.2", "new", "end"];
  const rows = splitRows(diffLines(linesOf(before.join("\n")), linesOf(after.join("\n"))));
  expect(rows[0]?.kind === "fold" && rows[0].rows.length).toBe(17);
  const [changed, added, end] = rows.slice(-3);
  expect(changed).toMatchObject({ changed: true, before: { number: 21 }, after: { number: 21 } });
  expect(added).toMatchObject({ changed: true, before: null, after: { number: 22 } });
  expect(end).toMatchObject({ changed: false, before: { number: 22 }, after: { number: 23 } });
});

test("what one changed inside a line is marked, unless the lines share next to nothing", () => {
  const marked = (a: string, b: string) =>
    markedPieces(a, b).map((side) =>
      side.filter((piece) => piece.isMarked).map((piece) => piece.text),
    );
  expect(marked("x = f(0.1, n)", "x = f(0.2, n)")).toEqual([["0.1"], ["0.2"]]);
  expect(marked("alpha", "beta = 3")).toEqual([[], []]);
  expect(
    markedPieces("a b", "a c").map((side) => side.map((piece) => piece.text).join("")),
  ).toEqual(["a b", "a c"]);
});
