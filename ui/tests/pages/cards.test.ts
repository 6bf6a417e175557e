// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { cardIds } from "~/pages/workspace/cards";

const KEYS = [
  { kind: "metric", key: "train/loss", runs: 9 },
  { kind: "metric", key: "val/accuracy", runs: 9 },
  { kind: "metric", key: "val/loss", runs: 8 },
  { kind: "metric", key: "system/cpu.percent", runs: 9 },
  { kind: "metric", key: "zeal", runs: 1 },
  { kind: "param", key: "lr", runs: 9 },
] as const;

describe("the columns on a card", () => {
  it("are the state, the start and the first three metrics of the table", () => {
    const table = ["param.lr", "metric.b.last", "status", "metric.a.min", "metric.d.last"];
    const ids = cardIds([...table, "metric.c.last"], KEYS);
    expect(ids).toEqual(["status", "started", "metric.b.last", "metric.a.min", "metric.d.last"]);
  });

  it("are no more metrics than the table has, when it has any", () => {
    expect(cardIds(["metric.a.min"], KEYS)).toEqual(["status", "started", "metric.a.min"]);
  });

  it("are the metrics that the table would choose, when it has none", () => {
    expect(cardIds(["param.lr"], KEYS)).toEqual([
      "status",
      "started",
      "metric.val/loss.last",
      "metric.val/accuracy.last",
      "metric.train/loss.last",
    ]);
  });

  it("do without metrics where none was logged", () => {
    expect(cardIds(["param.lr"], [])).toEqual(["status", "started"]);
  });
});
