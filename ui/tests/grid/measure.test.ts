import { expect, test } from "vitest";
import { surelyFits } from "~/grid/measure";

test("a number of a dozen digits fits a column of a metric; a longer one may not", () => {
  expect(surelyFits("0.000464221", 116)).toBe(true);
  expect(surelyFits("−1.25e-12", 116)).toBe(true);
  expect(surelyFits("1,234,567.891011", 116)).toBe(false);
});

test("words are taken for as wide as their widest letters", () => {
  expect(surelyFits("cosine", 116)).toBe(true);
  expect(surelyFits("WWWWWWWW", 116)).toBe(false);
});

test("other scripts may be wider than any letter here", () => {
  expect(surelyFits("学習", 116)).toBe(false);
  expect(surelyFits("👩‍🔬", 116)).toBe(false);
});

test("nothing fits anywhere", () => {
  expect(surelyFits("", 20)).toBe(true);
});
