/** A query as chips, one for each condition that must hold, and back: no character is lost. */

/** A condition, and what stands between it and the next one, or at the end. */
export interface Chip {
  readonly text: string;
  /** `and` with its spaces; behind the last chip the order, or nothing. */
  readonly after: string;
}

export interface Chips {
  /** Spaces before the first. */
  readonly lead: string;
  readonly chips: readonly Chip[];
}

/** A word of a query that stands outside of quotes and brackets. */
interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The chips of a query; one that is joined by OR is a single chip. */
export function chipsOf(query: string): Chips {
  const words = topWords(query);
  const end = whereEnd(words, query.length);
  const inside = words.filter((word) => word.end <= end);
  const parts = inside.some((word) => word.text === "or") ? [] : ands(inside);
  const lead = /^\s*/.exec(query)?.[0] ?? "";
  const chips: Chip[] = [];
  let start = lead.length;
  for (const cut of [
    ...parts.map((word) => withSpace(query, word)),
    { start: end, end: query.length },
  ]) {
    const text = query.slice(start, Math.max(start, cut.start));
    const trimmed = text.trimEnd();
    const until = query.slice(start + trimmed.length, cut.end);
    if (trimmed !== "" || until !== "") chips.push({ text: trimmed, after: until });
    start = cut.end;
  }
  return { lead, chips };
}

/** The query that chips were made of. */
export function queryOf({ lead, chips }: Chips): string {
  return lead + chips.map((chip) => chip.text + chip.after).join("");
}

/** The conditions alone. */
export function conditions(query: string): string[] {
  return chipsOf(query)
    .chips.map((chip) => chip.text)
    .filter((text) => text !== "");
}

/** The query without one of its conditions. */
export function withoutChip(query: string, index: number): string {
  const { lead, chips } = chipsOf(query);
  const rest = chips.filter((_, i) => i !== index);
  const dropped = chips[index];
  const last = rest.at(-1);
  // Behind the last condition stands the order, not an AND.
  if (index === chips.length - 1 && dropped !== undefined && last !== undefined) {
    rest[rest.length - 1] = { text: last.text, after: dropped.after };
  }
  const left =
    rest.length === 0 ? (dropped?.after ?? "").trimStart() : queryOf({ lead, chips: rest });
  return left.trimEnd();
}

/** The query with another condition in the place of one. */
export function withChanged(query: string, index: number, text: string): string {
  const split = chipsOf(query);
  const trimmed = text.trim();
  if (trimmed === "") return withoutChip(query, index);
  const safe = split.chips.length > 1 ? bracketed(trimmed) : trimmed;
  const chips = split.chips.map((chip, i) => (i === index ? { ...chip, text: safe } : chip));
  return queryOf({ ...split, chips });
}

/** The query with one condition more, which must hold as well. */
export function withChip(query: string, text: string): string {
  const trimmed = text.trim();
  const { lead, chips } = chipsOf(query);
  const last = chips.at(-1);
  if (trimmed === "") return query;
  if (last === undefined || last.text === "") return `${lead}${trimmed}${last?.after ?? ""}`;
  const before = chips.slice(0, -1);
  const kept = chips.length === 1 ? bracketed(last.text) : last.text;
  const tail = /^\s*order\s/i.test(last.after) ? ` ${last.after.trim()}` : "";
  const joined = [...before, { text: kept, after: " and " }];
  return queryOf({ lead, chips: [...joined, { text: bracketed(trimmed), after: tail }] });
}

/** In brackets when an OR would reach over to its neighbours. */
function bracketed(text: string): string {
  return topWords(text).some((word) => word.text === "or") ? `(${text})` : text;
}

/** Where the conditions end and the order begins. */
function whereEnd(words: readonly Word[], length: number): number {
  const order = words.findIndex((word, i) => word.text === "order" && words[i + 1]?.text === "by");
  return words[order]?.start ?? length;
}

function ands(words: readonly Word[]): Word[] {
  return words.filter((word) => word.text === "and");
}

/** A word with the spaces behind it. */
function withSpace(query: string, { start, end }: Word): { start: number; end: number } {
  const space = /^\s*/.exec(query.slice(end))?.[0] ?? "";
  return { start, end: end + space.length };
}

/** The words outside of quotes and brackets, in lower case. */
function topWords(query: string): Word[] {
  const words: Word[] = [];
  // A quoted text ends at its quote or, when that is missing, with the query; any letters make a word.
  const pieces = /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|[()]|[^\s()'"`=<>!,]+/g;
  let depth = 0;
  for (const piece of query.matchAll(pieces)) {
    const text = piece[0];
    if (text === "(") depth += 1;
    else if (text === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0 && !/^['"`]/.test(text)) {
      words.push({ text: text.toLowerCase(), start: piece.index, end: piece.index + text.length });
    }
  }
  return words.filter((word) => isAlone(query, word));
}

/** Whether a word touches no quote: ``metric.`and` `` has none. */
function isAlone(query: string, word: Word): boolean {
  const around = `${query[word.start - 1] ?? " "}${query[word.end] ?? " "}`;
  return !/[`'"]/.test(around);
}
