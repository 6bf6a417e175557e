import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "~/lib/json";
import { configRows, configTree, matchingRows } from "~/pages/run/config_rows";
import { foldContext, parseDiff, sideBySide } from "~/pages/run/diff_lines";
import { markSpans, matcherOf } from "~/pages/run/log_search";
import { placeOf } from "~/pages/run/use_logs";
import { parseYaml, toYaml, YamlError } from "~/pages/run/yaml";

describe("YAML", () => {
  test("nested mappings, lists of mappings, block texts and comments", () => {
    const text = `# a config
name: run # the name
list:
- a: 1
  b: [1, 2]
-  - x
   - 'it''s'
text: |
  two
    lines
folded: >-
  one
  line
empty:
url: http://a.test:80/x#y
`;
    expect(parseYaml(text)).toEqual({
      ...{ name: "run", list: [{ a: 1, b: [1, 2] }, ["x", "it's"]], text: "two\n  lines" },
      ...{ folded: "one line", empty: null, url: "http://a.test:80/x#y" },
    });
  });

  test("numbers, words and texts keep their types", () => {
    const read = parseYaml("a: 1e-3\nb: true\nc: ~\nd: '1'\ne: 1.2.3\n0: x\n");
    expect(read).toEqual({ a: 0.001, b: true, c: null, d: "1", e: "1.2.3", 0: "x" });
  });

  test("what is more than that is refused, not guessed", () => {
    for (const text of ["a: &x 1", "a: !!python/object x", "a: {b: c}", "a: 'open", "a: 1\n   b"]) {
      if (text === "a: 1\n   b") expect(parseYaml(text)).toEqual({ a: "1 b" });
      else expect(() => parseYaml(text)).toThrow(YamlError);
    }
  });

  test("a key called __proto__ changes nothing but the document", () => {
    const read = parseYaml("__proto__:\n  polluted: 1\n");
    expect(Object.hasOwn(read as object, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("every config comes back from its YAML", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (config) => {
        const json = JSON.parse(JSON.stringify(config)) as { [key: string]: Json };
        fc.pre(Object.keys(json).length > 0);
        expect(parseYaml(toYaml(json))).toEqual(json);
      }),
    );
  });
});

describe("a config beside another one", () => {
  const now = { lr: 0.1, opt: { name: "adam", betas: [0.9, 0.95] }, extra: 1 };
  const before = { lr: 0.3, opt: { name: "adam", betas: [0.9, 0.95] }, gone: null };

  test("what is new, changed and gone is marked", () => {
    const rows = configRows(now, before).map((row) => [row.path.join("."), row.change, row.was]);
    expect(rows).toEqual([
      ["lr", "changed", 0.3],
      ["opt.name", "same", "adam"],
      ["opt.betas", "same", [0.9, 0.95]],
      ["extra", "added", undefined],
      ["gone", "removed", null],
    ]);
  });

  test("without another one nothing is", () => {
    expect(configRows(now, null).every((row) => row.change === "same")).toBe(true);
  });

  test("a search looks at dotted names, values and what they were", () => {
    const rows = configRows(now, before);
    const found = (find: string) => matchingRows(rows, find).map((row) => row.path.join("."));
    expect(found("opt.n")).toEqual(["opt.name"]);
    expect(found("ADAM")).toEqual(["opt.name"]);
    expect(found("0.3")).toEqual(["lr"]);
  });

  test("rows nest by their names; a dot in a name stays one name", () => {
    const tree = configTree(configRows({ "a.b": 1, a: { b: 2 } }, null));
    expect(tree.map((branch) => [branch.name, branch.below.length])).toEqual([
      ["a.b", 0],
      ["a", 1],
    ]);
  });
});

describe("diffs", () => {
  const context = Array.from({ length: 20 }, (_, i) => ` same ${i}`).join("\n");
  const patch = `diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -5,22 +5,23 @@ def f():\n-old\n+new\n+more\n${context}\n-end\n+End\n\\ No newline at end of file\n`;
  const lines = parseDiff(patch)[0]?.lines ?? [];

  test("lines have their numbers on both sides", () => {
    expect(lines[1]).toMatchObject({ kind: "removed", before: 5, after: null });
    expect(lines[3]).toMatchObject({ kind: "added", before: null, after: 6 });
    expect(lines[4]).toMatchObject({ kind: "same", before: 6, after: 7 });
    expect(lines.at(-1)).toMatchObject({ kind: "hunk", text: "\\ No newline at end of file" });
  });

  test("what was removed stands beside what came in its place", () => {
    const texts = sideBySide(lines.slice(1, 5)).map(({ left, right }) => [left?.text, right?.text]);
    expect(texts).toEqual([
      ["old", "new"],
      [undefined, "more"],
      ["same 0", "same 0"],
    ]);
  });

  test("long stretches without a change fold, and no line is lost", () => {
    const parts = foldContext(lines);
    expect(parts.map((part) => [part.kind, part.lines.length])).toEqual([
      ["lines", 7],
      ["folded", 14],
      ["lines", 6],
    ]);
    expect(parts.flatMap((part) => part.lines)).toEqual(lines);
  });
});

describe("search in the console", () => {
  const ranges = (find: string, isRegex: boolean, text: string) => {
    const matcher = matcherOf(find, isRegex);
    return typeof matcher === "function" ? matcher(text) : matcher;
  };

  test("a text is taken as it is, an expression as one, both in any case", () => {
    expect(ranges("a.c", false, "abc A.C")).toEqual([[4, 7]]);
    expect(ranges("a.c", true, "abc A.C")).toEqual([
      [0, 3],
      [4, 7],
    ]);
    expect(ranges("x*", true, "aa")).toEqual([]);
    expect(matcherOf("", true)).toBeNull();
    expect(matcherOf("(", true)).toBeInstanceOf(Error);
    expect(ranges("(", false, "f(x)")).toEqual([[1, 2]]);
  });

  test("marks cut through colours and keep every character", () => {
    const spans = [
      { text: "lo", style: "red" },
      { text: "ss=1", style: "" },
    ];
    expect(markSpans(spans, [[1, 4]])).toEqual([
      { text: "l", style: "red", isMarked: false },
      { text: "o", style: "red", isMarked: true },
      { text: "ss", style: "", isMarked: true },
      { text: "=1", style: "", isMarked: false },
    ]);
  });

  test("a line is found among those that are shown", () => {
    const shown = [3, 8, 20].map((number) => ({ number, time: 0, stream: "stdout", text: "" }));
    const place = (number: number) => placeOf(shown as Parameters<typeof placeOf>[0], number);
    expect([place(3), place(8), place(9), place(99)]).toEqual([0, 1, 2, 3]);
  });
});
