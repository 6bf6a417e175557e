/** What may stand at the caret of a query: fields of these runs, and the words of the language. */
import type { KeyCount } from "~/data/projects";
import { quoteKey } from "~/pages/workspace/fields";

export interface Suggestion {
  readonly text: string;
  /** Said beside it, such as how many runs have it. */
  readonly note: string;
}

/** The piece of text before the caret that a suggestion would replace. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

const MAX_SUGGESTIONS = 10;
const ATTRIBUTE_WORDS = [
  ...["status", "name", "experiment", "user", "host", "started", "ended", "duration"],
  ...["notes", "parent", "id", "dataset.name", "dataset.digest", "dataset.context"],
  ...["all", "code", "env", "data", "config", "command", "seed", "hardware"].map(
    (group) => `fingerprint.${group}`,
  ),
];
const WORDS = ["and", "or", "not", "in", "like", "ilike", "is null", "is not null", "order by"];
const STATUSES = ["scheduled", "running", "finished", "failed", "killed", "crashed"];

/** The word that ends at the caret. */
export function pieceAt(text: string, caret: number): Piece {
  const before = text.slice(0, caret);
  const start = before.search(/[^\s()=<>!,]*$/);
  return { start, text: before.slice(start) };
}

/** Suggestions for the caret, the likeliest first. */
export function suggest(text: string, caret: number, keys: readonly KeyCount[]): Suggestion[] {
  const piece = pieceAt(text, caret);
  const before = text.slice(0, piece.start).trimEnd();
  if (/status\s*(=|!=)$/i.test(before)) return matching(piece.text, STATUSES.map(quoted));
  if (isAfterValue(before)) return matching(piece.text, WORDS.map(word));
  if (/[=<>]$/.test(before)) return [];
  const fields = [...ATTRIBUTE_WORDS.map(word), ...keys.map(keySuggestion)];
  return matching(piece.text, piece.text === "" ? fields : [...fields, word("not")]);
}

function isAfterValue(before: string): boolean {
  return /(=|<|>|like)\s*('[^']*'|"[^"]*"|[-+.\w]+)$/i.test(before) || /(\)|null)$/i.test(before);
}

function matching(typed: string, all: readonly Suggestion[]): Suggestion[] {
  const wanted = plainKey(typed);
  const fits = all.filter((one) => plainKey(one.text).includes(wanted) && one.text !== typed);
  const starts = (one: Suggestion) => Number(!plainKey(one.text).startsWith(wanted));
  return fits.sort((a, b) => starts(a) - starts(b)).slice(0, MAX_SUGGESTIONS);
}

/** What is written of a key, without its kind and quotes. */
export function plainKey(text: string): string {
  return text
    .replaceAll("`", "")
    .replace(/^(metrics?|params?|tags?)\./, "")
    .toLowerCase();
}

function keySuggestion(key: KeyCount): Suggestion {
  const runs = key.runs === 1 ? "1 run" : `${key.runs} runs`;
  return { text: `${key.kind}.${quoteKey(key.key)}`, note: runs };
}

function word(text: string): Suggestion {
  return { text, note: "" };
}

function quoted(text: string): Suggestion {
  return { text: `'${text}'`, note: "" };
}
