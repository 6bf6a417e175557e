import { expect, test } from "vitest";
import { parseCsv } from "~/pages/run/csv";
import { parseDiff } from "~/pages/run/diff_lines";

test("CSV with quotes, commas and line ends inside of fields", () => {
  expect(parseCsv('a,b\r\n"x, ""y""","1\n2"\n,\n', 9)).toEqual([
    ["a", "b"],
    ['x, "y"', "1\n2"],
    ["", ""],
  ]);
});

test("a long CSV ends after the rows that are shown", () => {
  expect(parseCsv("h\n1\n2\n3\n4\n", 2)).toEqual([["h"], ["1"], ["2"]]);
});

test("a patch is read file by file", () => {
  const patch = `diff --git a/train.py b/train.py
index 1..2 100644
--- a/train.py
+++ b/train.py
@@ -1,2 +1,3 @@
 import os
-a = 1
+a = 2
+-- not a header
diff --git a/logo.png b/logo.png
index 3..4
Binary files a/logo.png and b/logo.png differ
`;
  const [code, image] = parseDiff(patch);
  expect(code).toMatchObject({ path: "train.py", added: 2, removed: 1 });
  expect(code?.lines.map((line) => line.kind)).toEqual([
    "hunk",
    "same",
    "removed",
    "added",
    "added",
  ]);
  expect(image?.path).toBe("logo.png");
  expect(image?.lines.map((line) => line.text).join()).toContain("Binary files");
});

test("what is no patch has no files", () => {
  expect(parseDiff("")).toEqual([]);
});
