// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { placeAfterStep } from "~/grid/header_drag";
import { keyGroups } from "~/pages/workspace/column_groups";
import { moveColumn, shownOrder } from "~/pages/workspace/columns";
import { ViewHistory } from "~/pages/workspace/history";
import { nextSort } from "~/pages/workspace/use_workspace";

test("a column goes in front of another, or to the end", () => {
  expect(moveColumn(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
  expect(moveColumn(["a", "b", "c"], "a", null)).toEqual(["b", "c", "a"]);
  expect(moveColumn(["a", "b", "c"], "a", "c")).toEqual(["b", "a", "c"]);
  expect(shownOrder(["a", "b", "c"], ["c"])).toEqual(["c", "a", "b"]);
});

test("a step of the keyboard moves a column by one place, and not over the edge", () => {
  const order = ["a", "b", "c"];
  expect(placeAfterStep(order, "b", -1)).toBe("a");
  expect(placeAfterStep(order, "b", 1)).toBeNull();
  expect(placeAfterStep(order, "a", 1)).toBe("c");
  expect(placeAfterStep(order, "a", -1)).toBeUndefined();
  expect(placeAfterStep(order, "c", 1)).toBeUndefined();
});

test("a title orders up, down and not at all; with Shift beside the others", () => {
  const up = nextSort([], "a", false);
  const down = nextSort(up, "a", false);
  expect([up, down, nextSort(down, "a", false)]).toEqual([
    [{ column: "a", descending: false }],
    [{ column: "a", descending: true }],
    [],
  ]);
  const both = nextSort(up, "b", true);
  expect(both.map((one) => one.column)).toEqual(["a", "b"]);
  expect(nextSort(both, "a", true)).toEqual([{ column: "a", descending: true }, both[1]]);
  expect(nextSort(both, "c", false)).toEqual([{ column: "c", descending: false }]);
});

test("changes of a view are taken back one by one, quick ones together", () => {
  const history = new ViewHistory("");
  history.note("a", 1_000);
  history.note("ab", 1_100);
  history.note("abc", 1_200);
  history.note("x", 5_000);
  expect([history.back(), history.back(), history.back()]).toEqual(["abc", "", null]);
  expect([history.forward(), history.forward(), history.forward()]).toEqual(["abc", "x", null]);
  history.back();
  history.note("new", 9_000);
  expect(history.forward()).toBeNull();
  expect(history.back()).toBe("abc");
});

test("keys are grouped by kind and by the part before the slash", () => {
  const key = (kind: "metric" | "param", name: string) => ({ kind, key: name, runs: 1 });
  const keys = [
    key("param", "lr"),
    key("metric", "b/x"),
    key("metric", "acc"),
    key("metric", "a/y"),
  ];
  expect(keyGroups(keys, false).map((group) => group.title)).toEqual([
    ...["Metrics", "Metrics · a/", "Metrics · b/", "Params"],
  ]);
  expect(keyGroups(keys, true).map((group) => group.keys.length)).toEqual([3, 1]);
});
