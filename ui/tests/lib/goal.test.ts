import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { goalOf } from "~/lib/goal";

const GOLDEN = new URL("../../../tests/golden/query/best.json", import.meta.url);

test("names of metrics are read as the server reads them", () => {
  const cases: { metric: string; best: "min" | "max" }[] = JSON.parse(readFileSync(GOLDEN, "utf8"));
  for (const { metric, best } of cases) expect([metric, goalOf(metric)]).toEqual([metric, best]);
});
