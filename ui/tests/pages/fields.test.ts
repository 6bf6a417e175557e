import { expect, test } from "vitest";
import { fieldId, fieldQuery, paramAt, parseField } from "~/pages/workspace/fields";

test.each([
  ["metric.val/loss.min", "metric.val/loss.min"],
  ["metric.a.b.last", "metric.`a.b`.last"],
  ["param.lr", "param.lr"],
  ["param.opt.name", "param.`opt.name`"],
  ["tag.my team", "tag.`my team`"],
  ["duration", "duration"],
])("column %s is ordered by %s", (id, query) => {
  const field = parseField(id);
  if (field === null) throw new Error(`${id} is no field`);
  expect(fieldId(field)).toBe(id);
  expect(fieldQuery(field)).toBe(query);
});

test.each(["", "nonsense", "metric.loss", "metric..last", "param.", "toString"])(
  "%s is no column",
  (id) => {
    expect(parseField(id)).toBeNull();
  },
);

test("a nested param is found by its dotted path", () => {
  const params = { opt: { name: "adam", betas: [0.9] }, "a.b": 1 };
  expect(paramAt(params, "opt.name")).toBe("adam");
  expect(paramAt(params, "a.b")).toBe(1);
  expect(paramAt(params, "opt.missing")).toBeUndefined();
});
