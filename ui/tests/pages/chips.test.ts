import fc from "fast-check";
import { expect, test } from "vitest";
import {
  chipsOf,
  conditions,
  queryOf,
  withChanged,
  withChip,
  withoutChip,
} from "~/pages/workspace/chips";

const word = fc.constantFrom(
  "and",
  "or",
  "AND",
  "not",
  "order by",
  "in",
  "x",
  "param.lr",
  "<",
  "=",
);
const quoted = fc
  .string()
  .map((text) => text.replace(/['`]/g, ""))
  .chain((text) => fc.constantFrom(`'${text}'`, `"${text.replaceAll('"', "")}"`, `\`${text}\``));
const space = fc.constantFrom(" ", "  ", "\t", "");
const query = fc
  .array(fc.oneof(word, quoted, space, fc.constantFrom("(", ")", "1e-3", "'"), fc.string()))
  .map((parts) => parts.join(" "));

test("any query comes back from its chips, character by character", () => {
  fc.assert(
    fc.property(query, (text) => {
      expect(queryOf(chipsOf(text))).toBe(text);
    }),
  );
});

const condition = fc
  .tuple(
    fc.constantFrom("metric.val/loss", "param.lr", "tag.`and or`", 'tag."a and b"'),
    fc.constantFrom("<", "=", "!="),
    fc.constantFrom("1e-3", "'and'", "'it''s or'", "('a', 'b')"),
  )
  .map(([field, op, value]) => `${field} ${op} ${value}`);

test("conditions joined by AND are a chip each, and any of them can go", () => {
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 6 }), fc.nat(), (parts, at) => {
      const index = at % parts.length;
      const text = parts.join(" and ");
      expect(conditions(text)).toEqual(parts);
      const rest = parts.filter((_, i) => i !== index);
      expect(withoutChip(text, index)).toBe(rest.join(" and "));
    }),
  );
});

test("what is added by chips is what was written by hand", () => {
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 6 }), (parts) => {
      expect(parts.reduce(withChip, "")).toBe(parts.join(" and "));
    }),
  );
});

test.each([
  ["a = 1 or b = 2", ["a = 1 or b = 2"]],
  ["(a = 1 or b = 2) and c = 3", ["(a = 1 or b = 2)", "c = 3"]],
  ["a = 'x and y'", ["a = 'x and y'"]],
  ["metric.`and` > 1 and b = 2", ["metric.`and` > 1", "b = 2"]],
  ["a = 1 AND b = 2 order by c", ["a = 1", "b = 2"]],
  ["order by c", []],
  ["", []],
])("%s has the conditions %j", (text, expected) => {
  expect(conditions(text)).toEqual(expected);
});

test("the order behind the conditions stays when one goes or comes", () => {
  const text = "a = 1 and b = 2 order by c desc";
  expect(withoutChip(text, 1)).toBe("a = 1 order by c desc");
  expect(withoutChip(withoutChip(text, 1), 0)).toBe("order by c desc");
  expect(withChip(text, "d = 4")).toBe("a = 1 and b = 2 and d = 4 order by c desc");
});

test("an OR beside other conditions is put in brackets", () => {
  expect(withChip("a = 1 or b = 2", "c = 3")).toBe("(a = 1 or b = 2) and c = 3");
  expect(withChip("c = 3", "a = 1 or b = 2")).toBe("c = 3 and (a = 1 or b = 2)");
  expect(withChanged("a = 1 and b = 2", 1, "b = 2 or c = 3")).toBe("a = 1 and (b = 2 or c = 3)");
  expect(withChanged("a = 1 and b = 2", 0, "  ")).toBe("b = 2");
});
