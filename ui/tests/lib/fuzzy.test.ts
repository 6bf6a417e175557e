import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzzyMatch, rank } from "~/lib/fuzzy";

const same = (text: string) => text;

function first(query: string, names: readonly string[]): string | undefined {
  return rank(query, names, same)[0]?.entry;
}

test("letters must stand in their order", () => {
  expect(fuzzyMatch("abc", "a-b-c")?.places).toEqual([0, 2, 4]);
  expect(fuzzyMatch("acb", "a-b-c")).toBeNull();
  expect(fuzzyMatch("", "anything")).toEqual({ score: 0, places: [] });
});

test.each([
  ["lr", ["color", "lr-sweep"], "lr-sweep"],
  ["vl", ["revolve", "val/loss"], "val/loss"],
  ["loss", ["val/loss", "loss"], "loss"],
  ["loss", ["l-o-s-s", "train/loss"], "train/loss"],
  ["gpt", ["big-prompt", "gpt-s-0412"], "gpt-s-0412"],
  ["bs", ["abs", "batchSize"], "batchSize"],
])("for %s of %j the likeliest is %s", (query, names, wanted) => {
  expect(first(query, names)).toBe(wanted);
  expect(first(query, names.toReversed())).toBe(wanted);
});

test("equals stay in the order that they came in", () => {
  const found = rank("run", ["run-b", "run-a", "run-c"], same);
  expect(found.map((one) => one.entry)).toEqual(["run-b", "run-a", "run-c"]);
});

test("whatever is typed, the places spell it", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), fc.string({ maxLength: 30 }), (query, text) => {
      fc.pre(
        query.toLowerCase().length === query.length && text.toLowerCase().length === text.length,
      );
      const match = fuzzyMatch(query, text);
      if (match === null) return;
      const spelled = match.places.map((place) => text[place] ?? "").join("");
      expect(spelled.toLowerCase()).toBe(query.toLowerCase());
      expect([...match.places]).toEqual([...new Set(match.places)].sort((a, b) => a - b));
    }),
  );
});

test("a text is found by any of its parts", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9/_.-]{1,30}$/), fc.nat(), fc.nat(), (text, a, b) => {
      const [from, to] = [a % text.length, b % (text.length + 1)].sort((x, y) => x - y);
      expect(fuzzyMatch(text.slice(from, to), text)).not.toBeNull();
    }),
  );
});
