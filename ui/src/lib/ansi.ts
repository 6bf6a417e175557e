/** Terminal colours as data: escape sequences become styled spans, every other control is dropped. */

/** A run of text in one style; `style` holds CSS class names such as `ansi-red ansi-bold`. */
export interface AnsiSpan {
  readonly text: string;
  readonly style: string;
}

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
const ESC = String.fromCharCode(27);
const BELL = String.fromCharCode(7);

/** CSI sequences (colours among them), OSC sequences with their text, and lone escapes. */
const ESCAPE = new RegExp(
  `${ESC}\\[([0-9;:?]*)([@-~])|${ESC}\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)?|${ESC}.?`,
  "g",
);

/** Control characters but the tab. */
const CONTROLS = /[^\P{Cc}\t]/gu;

interface Pen {
  colour: string;
  bold: boolean;
  dim: boolean;
}

/** Splits a line at its colour codes. What a carriage return overwrote is left out, as a terminal does. */
export function ansiSpans(line: string): AnsiSpan[] {
  const shown = lastOverwrite(line);
  const spans: AnsiSpan[] = [];
  const pen: Pen = { colour: "", bold: false, dim: false };
  let from = 0;
  for (const match of shown.matchAll(ESCAPE)) {
    push(spans, shown.slice(from, match.index), pen);
    from = match.index + match[0].length;
    if (match[2] === "m") applyCodes(pen, match[1] ?? "");
  }
  push(spans, shown.slice(from), pen);
  return spans;
}

/** The line as plain text, for search and copying. */
export function stripAnsi(line: string): string {
  return lastOverwrite(line).replace(ESCAPE, "").replace(CONTROLS, "");
}

function lastOverwrite(line: string): string {
  const trimmed = line.endsWith("\r") ? line.slice(0, -1) : line;
  return trimmed.slice(trimmed.lastIndexOf("\r") + 1);
}

function push(spans: AnsiSpan[], text: string, pen: Pen): void {
  const clean = text.replace(CONTROLS, "");
  if (clean === "") return;
  const style = [
    pen.colour && `ansi-${pen.colour}`,
    pen.bold && "ansi-bold",
    pen.dim && "ansi-dim",
  ];
  spans.push({ text: clean, style: style.filter(Boolean).join(" ") });
}

function applyCodes(pen: Pen, codes: string): void {
  const numbers = codes.split(/[;:]/).map(Number);
  // 38 and 48 start an extended colour whose numbers must not be read as codes of their own.
  const end = numbers.findIndex((code) => code === 38 || code === 48);
  for (const code of end < 0 ? numbers : numbers.slice(0, end)) applyCode(pen, code);
}

function applyCode(pen: Pen, code: number): void {
  if (code === 0) Object.assign(pen, { colour: "", bold: false, dim: false });
  else if (code === 22) Object.assign(pen, { bold: false, dim: false });
  else if (code === 1) pen.bold = true;
  else if (code === 2) pen.dim = true;
  else if (code === 39) pen.colour = "";
  else pen.colour = colourOf(code) ?? pen.colour;
}

/** The name of a foreground colour; bright ones are the same ones, and other codes are none. */
function colourOf(code: number): string | undefined {
  return COLOURS[code >= 90 ? code - 90 : code - 30];
}
