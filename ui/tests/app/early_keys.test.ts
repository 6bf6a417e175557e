import { expect, test } from "vitest";
import { textAfter } from "~/app/commands/early_keys";

const PLAIN = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false };
const after = (text: string, key: string, more = {}) => textAfter(text, { ...PLAIN, key, ...more });

test("characters are kept in their order, and taken back", () => {
  const typed = ["l", "o", "x", "Backspace", "ss", "s", " ", "é", "\u{1f600}", "Backspace"];
  const text = typed.reduce((so, key) => after(so, key) ?? so, "");
  expect(text).toBe("los é");
  expect(after("", "Backspace")).toBe("");
});

test("Enter and Escape reach nothing behind the palette, and write nothing", () => {
  expect(after("lo", "Enter")).toBe("lo");
  expect(after("lo", "Escape")).toBe("lo");
});

test("keys that write nothing, and those with a modifier, are left to the page", () => {
  expect(after("lo", "Shift")).toBeNull();
  expect(after("lo", "ArrowDown")).toBeNull();
  expect(after("lo", "k", { ctrlKey: true })).toBeNull();
  expect(after("lo", "v", { metaKey: true })).toBeNull();
  // Characters of a third level are written with Alt.
  expect(after("lo", "@", { altKey: true })).toBe("lo@");
});
