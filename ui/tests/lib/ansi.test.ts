import { expect, test } from "vitest";
import { ansiSpans, stripAnsi } from "~/lib/ansi";

const ESC = String.fromCharCode(27);
const BELL = String.fromCharCode(7);

test("colours become class names and end where they end", () => {
  expect(ansiSpans(`${ESC}[1;32mok${ESC}[0m then`)).toEqual([
    { text: "ok", style: "ansi-green ansi-bold" },
    { text: " then", style: "" },
  ]);
});

test("the numbers of an extended colour are not read as codes", () => {
  expect(ansiSpans(`${ESC}[38;5;31mtext`)).toEqual([{ text: "text", style: "" }]);
});

test("titles, links, cursor moves and control characters leave no trace", () => {
  const line = `a${ESC}]0;title${BELL}b${ESC}[2Kc${ESC}[3;4Hd${String.fromCharCode(0)}e`;
  expect(stripAnsi(line)).toBe("abcde");
  expect(
    ansiSpans(line)
      .map((span) => span.text)
      .join(""),
  ).toBe("abcde");
});

test("a progress bar shows what it was overwritten with", () => {
  expect(stripAnsi("10 %\r50 %\r100 %")).toBe("100 %");
});

test("markup is text", () => {
  expect(ansiSpans("<img src=x onerror=alert(1)>")).toEqual([
    { text: "<img src=x onerror=alert(1)>", style: "" },
  ]);
});
