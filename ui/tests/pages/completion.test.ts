import { expect, test } from "vitest";
import {
  otherConditions,
  placeAt,
  suggest,
  unquoted,
  wantedAt,
} from "~/pages/workspace/completion";

const KEYS = [
  { kind: "metric", key: "val/loss", runs: 12 },
  { kind: "param", key: "learning rate", runs: 1 },
] as const;

const VALUES = [
  { literal: "'adam'", runs: 12 },
  { literal: "'sgd'", runs: 3 },
  { literal: "'it''s'", runs: 1 },
];

const at = (query: string) => placeAt(query, query.length);
const texts = (query: string) => suggest(at(query), KEYS, VALUES).map((one) => one.text);

test("fields are suggested by any part of their name, quoted where they must be", () => {
  expect(texts("lo")).toContain("metric.val/loss");
  expect(texts("dataset")).toEqual(["dataset.name", "dataset.digest", "dataset.context"]);
  expect(texts("status = 'failed' and rate")).toEqual(["param.`learning rate`"]);
  expect(texts("param.a in ('x', 'y') and (not rate")).toEqual(["param.`learning rate`"]);
});

test("after a field come the comparisons, after a value the words that join", () => {
  expect(texts("metric.val/loss ")).toContain("<=");
  expect(texts("param.`learning rate` i")).toContain("is null");
  expect(texts("metric.val/loss < 0.3 ")).toEqual(["and", "or", "order by"]);
  expect(texts("param.a in (1, 2) ")).toEqual(["and", "or", "order by"]);
  expect(texts("param.a is null ")).toEqual(["and", "or", "order by"]);
  expect(texts("order by metric.val/loss ")).toEqual(["asc", "desc"]);
});

test.each([
  ["param.opt = ", "param.opt"],
  ["param.opt=", "param.opt"],
  ["status != 'ad", "status"],
  ["a = 1 and tag.`odd key` = ", "tag.`odd key`"],
  ["param.opt in (", "param.opt"],
  ["param.opt not in ('x', 'ad", "param.opt"],
  ["Param.Opt IN ('x', ", "Param.Opt"],
])("after %s stands a value of its field", (query, field) => {
  expect(at(query)).toMatchObject({ kind: "value", field });
});

test.each(["param.lr < ", "param.opt like ", "param.opt in ", "param.opt in ('x' ", "1 = "])(
  "after %s no value is suggested",
  (query) => {
    expect(at(query)).toMatchObject({ field: "" });
    expect(texts(query)).toEqual([]);
  },
);

test("values keep their order, the most used first, and are narrowed by what was typed", () => {
  expect(texts("param.opt = ")).toEqual(["'adam'", "'sgd'", "'it''s'"]);
  expect(texts("param.opt = 'A")).toEqual(["'adam'"]);
  expect(texts("param.opt = g")).toEqual(["'sgd'"]);
  expect(texts("param.opt = 'it''s")).toEqual(["'it''s'"]);
  expect(suggest(at("status = "), KEYS, VALUES)[2]).toEqual({ text: "'it''s'", note: "1 run" });
});

test("only the piece at the caret is replaced", () => {
  expect(placeAt("metric.loss<0.3 and sta", 23)).toMatchObject({ start: 20, text: "sta" });
  expect(placeAt("(nam", 4)).toMatchObject({ start: 1, text: "nam" });
  expect(placeAt("tag.a = 'two words", 18)).toMatchObject({ start: 8, text: "'two words" });
  expect(placeAt("stat and x = 1", 4)).toMatchObject({ kind: "field", start: 0, text: "stat" });
});

test("values are asked among the runs that match the other conditions", () => {
  const query = "param.a = 1 and tag.b = ";
  expect(otherConditions(query, query.length)).toBe("param.a = 1");
  expect(otherConditions("tag.b =  and param.a = 1", 8)).toBe("param.a = 1");
  expect(otherConditions("param.a = 1 or tag.b = ", 23)).toBe("");
});

test("what is asked of the server is what the place needs", () => {
  expect(wantedAt("metric.lo", 9, "")).toMatchObject({ key: "lo", contains: "", query: "" });
  const value = "param.a = 1 and tag.b = 'x";
  expect(wantedAt(value, value.length, "status = 'failed'")).toMatchObject({
    key: "",
    field: "tag.b",
    contains: "x",
    query: "status = 'failed' and param.a = 1",
  });
});

test("quotes of a literal go, doubled ones are one", () => {
  expect(["'a'", "'a", "'", "0.5", "'it''s'"].map(unquoted)).toEqual(["a", "a", "", "0.5", "it's"]);
});
