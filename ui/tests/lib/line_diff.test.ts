import fc from "fast-check";
import { expect, test } from "vitest";
import { diffLines, type LineDiff, linesOf } from "~/lib/line_diff";

const lines = fc.array(fc.constantFrom("a", "b", "c", "d", ""), { maxLength: 40 });

function side(diff: LineDiff, dropped: "added" | "removed"): string[] {
  return diff.hunks.filter((hunk) => hunk.kind !== dropped).flatMap((hunk) => [...hunk.lines]);
}

/** Length of the longest common subsequence, by the table that everybody knows. */
function common(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const left of a) {
    const next = [0];
    b.forEach((right, j) => {
      const kept = left === right ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0);
      next.push(kept);
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

test("a diff holds both texts", () => {
  fc.assert(
    fc.property(lines, lines, fc.constantFrom(0, 3, 1_500), (before, after, most) => {
      const diff = diffLines(before, after, most);
      expect(side(diff, "added")).toEqual(before);
      expect(side(diff, "removed")).toEqual(after);
    }),
    { numRuns: 500 },
  );
});

test("a diff is the shortest there is", () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = diffLines(before, after);
      const kept = common(before, after);
      expect(diff.isShortest).toBe(true);
      expect([diff.removed, diff.added]).toEqual([before.length - kept, after.length - kept]);
    }),
    { numRuns: 500 },
  );
});

test("neighbouring hunks are of different kinds, and removed lines stand before added ones", () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const kinds = diffLines(before, after).hunks.map((hunk) => hunk.kind);
      kinds.forEach((kind, i) => {
        expect(kind).not.toBe(kinds[i + 1]);
        expect([kind, kinds[i + 1]]).not.toEqual(["added", "removed"]);
      });
    }),
  );
});

test("texts with more changes than are looked for are told one after the other", () => {
  const before = Array.from({ length: 50 }, (_, i) => `a${i}`);
  const after = Array.from({ length: 50 }, (_, i) => `b${i}`);
  const diff = diffLines(["head", ...before], ["head", ...after], 20);
  expect(diff.isShortest).toBe(false);
  expect(diff.hunks.map((hunk) => hunk.kind)).toEqual(["same", "removed", "added"]);
});

test("a text's last line needs no line break", () => {
  expect(linesOf("a\nb\n")).toEqual(["a", "b"]);
  expect(linesOf("a\nb")).toEqual(["a", "b"]);
  expect(linesOf("")).toEqual([]);
  expect(linesOf("\n")).toEqual([""]);
});
