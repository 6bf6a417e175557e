/** Finds a text or an expression in lines, and where. */
import type { AnsiSpan } from "~/lib/ansi";

/** What is looked for. */
export type Matcher = (text: string) => readonly (readonly [number, number])[];

/** More marks in one line than these help nobody. */
const MAX_MARKS = 200;

/** A matcher, or why the expression is none; null when nothing is looked for. */
export function matcherOf(find: string, isRegex: boolean): Matcher | Error | null {
  if (find === "") return null;
  const source = isRegex ? find : find.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, "giu");
  } catch (reason) {
    return reason instanceof Error ? reason : new Error(String(reason));
  }
  return (text) => {
    const found: [number, number][] = [];
    for (const match of text.matchAll(pattern)) {
      if (match[0] !== "") found.push([match.index, match.index + match[0].length]);
      if (found.length >= MAX_MARKS) break;
    }
    return found;
  };
}

export interface MarkedSpan extends AnsiSpan {
  readonly isMarked: boolean;
}

/** Splits styled spans at the borders of what was found. */
export function markSpans(
  spans: readonly AnsiSpan[],
  ranges: readonly (readonly [number, number])[],
): MarkedSpan[] {
  const borders = ranges.flat();
  const marked: MarkedSpan[] = [];
  let at = 0;
  for (const { text, style } of spans) {
    const end = at + text.length;
    const cuts = [at, ...borders.filter((border) => border > at && border < end), end];
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const [from = 0, to = 0] = cuts.slice(i, i + 2);
      const isMarked = ranges.some(([first, last]) => from >= first && to <= last);
      if (to > from) marked.push({ text: text.slice(from - at, to - at), style, isMarked });
    }
    at = end;
  }
  return marked;
}
