/** What may stand at the caret of a query: fields and values of these runs, words of the language. */
import type { FieldValue } from "~/data/keys";
import type { KeyCount } from "~/data/projects";
import { chipsOf, withChip, withoutChip } from "~/pages/workspace/chips";
import { quoteKey } from "~/pages/workspace/fields";

export interface Suggestion {
  readonly text: string;
  /** Said beside it, such as how many runs have it. */
  readonly note: string;
}

/** What the piece of text before the caret is, which a suggestion would replace. */
export interface Place {
  readonly kind: "field" | "operator" | "value" | "join" | "direction" | "nothing";
  readonly start: number;
  readonly text: string;
  /** Of a value: the field that it is of, as it is written. */
  readonly field: string;
}

/** A place, and what must be asked of the server to suggest something for it. */
export interface Wanted extends Place {
  /** Part of the keys that fit; empty when it is none of a key. */
  readonly key: string;
  /** Part of the values that fit. */
  readonly contains: string;
  /** The filter of the runs whose values are suggested. */
  readonly query: string;
}

const MAX_SUGGESTIONS = 10;
const ATTRIBUTE_WORDS = [
  ...["status", "name", "experiment", "user", "host", "started", "ended", "duration"],
  ...["notes", "parent", "id", "dataset.name", "dataset.digest", "dataset.context"],
  ...["all", "code", "env", "data", "config", "command", "seed", "hardware"].map(
    (group) => `fingerprint.${group}`,
  ),
];
const OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "in (", "like", "ilike"];
const WORDS = {
  operator: [...OPERATORS, "is null", "is not null"],
  join: ["and", "or", "order by"],
  direction: ["asc", "desc"],
};

/** Texts, then signs, then words and paths; a quote that is not closed ends with the text. */
const TOKENS =
  /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|[=<>!]+|[(),]|(?:[^\s()=<>!,'"`]|`[^`]*(?:`|$)|(?<=\.)"[^"]*(?:"|$))+/g;
const SIGN = /^[=<>!(),]/;
const NOT_A_FIELD = /^(and|or|not|in|like|ilike|is|null|order|by|asc|desc|['"].*|[-+.\d].*)$/i;

/** What stands at the caret, and what to ask for it; `beside` holds together with the text. */
export function wantedAt(text: string, caret: number, beside: string): Wanted {
  const place = placeAt(text, caret);
  const isValue = place.kind === "value";
  return {
    ...place,
    key: place.kind === "field" ? plainKey(place.text) : "",
    contains: isValue ? unquoted(place.text) : "",
    query: isValue ? withChip(beside, otherConditions(text, caret)) : "",
  };
}

/** What stands at the caret. */
export function placeAt(text: string, caret: number): Place {
  const tokens = [...text.slice(0, caret).matchAll(TOKENS)];
  const last = tokens.at(-1);
  const touches = last !== undefined && last.index + last[0].length === caret;
  const piece = touches && !SIGN.test(last[0]) ? last : undefined;
  const before = (piece ? tokens.slice(0, -1) : tokens).map((token) => token[0].toLowerCase());
  const written = tokens.map((token) => token[0]);
  const field = valueField(before, written);
  return {
    kind: field === "" ? kindAfter(before) : "value",
    start: piece ? piece.index : caret,
    text: piece ? piece[0] : "",
    field,
  };
}

/** The field that is compared for equality with what follows these tokens; empty when none is. */
function valueField(before: readonly string[], written: readonly string[]): string {
  let at = before.length - 1;
  const last = before[at] ?? "";
  const list = openList(before);
  if (list >= 0) {
    if (!/^[(,]$/.test(last)) return "";
    at = before[list - 2] === "not" ? list - 2 : list - 1;
  } else if (!/^(==?|!=|<>)$/.test(last)) return "";
  const field = written[at - 1] ?? "";
  return isField(field) ? field : "";
}

/** The bracket of `in (` that is not closed yet; −1 when none is open. */
function openList(before: readonly string[]): number {
  const list = before.lastIndexOf("(");
  return before[list - 1] === "in" && !before.slice(list).includes(")") ? list : -1;
}

function isField(token: string): boolean {
  return token !== "" && !SIGN.test(token) && !NOT_A_FIELD.test(token);
}

function kindAfter(before: readonly string[]): Place["kind"] {
  const last = before.at(-1) ?? "";
  const sorts = before.some((word, i) => word === "order" && before[i + 1] === "by");
  if (isField(last)) return sorts ? "direction" : "operator";
  if (openList(before) >= 0 || /^([=<>!].*|i?like|is|in)$/.test(last)) return "nothing";
  return /^(['"\d.+-].*|\)|null)$/.test(last) ? "join" : "field";
}

/** The conditions of a query but the one that the caret is in. */
export function otherConditions(text: string, caret: number): string {
  const { lead, chips } = chipsOf(text);
  let end = lead.length;
  for (const [i, chip] of chips.entries()) {
    end += chip.text.length + chip.after.length;
    if (caret <= end) return withoutChip(text, i);
  }
  return text;
}

/** Suggestions for a place, the likeliest first; `values` are those of its field. */
export function suggest(
  place: Place,
  keys: readonly KeyCount[],
  values: readonly FieldValue[],
): Suggestion[] {
  if (place.kind === "nothing") return [];
  if (place.kind === "value") return suggestValues(place.text, values);
  if (place.kind !== "field") return matching(place.text, WORDS[place.kind].map(word));
  const fields = [...ATTRIBUTE_WORDS.map(word), ...keys.map(keySuggestion)];
  return matching(place.text, place.text === "" ? fields : [...fields, word("not")]);
}

/** In their order: the most used first. */
function suggestValues(typed: string, values: readonly FieldValue[]): Suggestion[] {
  const wanted = unquoted(typed).toLowerCase();
  return values
    .filter(({ literal }) => literal !== typed && unquoted(literal).toLowerCase().includes(wanted))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ literal, runs }) => ({ text: literal, note: runsNote(runs) }));
}

/** A literal that may not be closed yet, without its quotes. */
export function unquoted(literal: string): string {
  const quote = /^['"]/.exec(literal)?.[0];
  if (quote === undefined) return literal;
  const inside =
    literal.length > 1 && literal.endsWith(quote) ? literal.slice(1, -1) : literal.slice(1);
  return inside.replaceAll(quote + quote, quote);
}

function matching(typed: string, all: readonly Suggestion[]): Suggestion[] {
  const wanted = plainKey(typed);
  const fits = all.filter((one) => plainKey(one.text).includes(wanted) && one.text !== typed);
  const starts = (one: Suggestion) => Number(!plainKey(one.text).startsWith(wanted));
  return fits.sort((a, b) => starts(a) - starts(b)).slice(0, MAX_SUGGESTIONS);
}

/** What is written of a key, without its kind and quotes. */
function plainKey(text: string): string {
  return text
    .replaceAll("`", "")
    .replace(/^(metrics?|params?|tags?)\./, "")
    .toLowerCase();
}

function keySuggestion(key: KeyCount): Suggestion {
  return { text: `${key.kind}.${quoteKey(key.key)}`, note: runsNote(key.runs) };
}

function runsNote(runs: number): string {
  return runs === 1 ? "1 run" : `${runs} runs`;
}

function word(text: string): Suggestion {
  return { text, note: "" };
}
