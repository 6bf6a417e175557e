/** Finds names by some of their letters, the likeliest first. */

/** A name that was found: its score, and where the letters stand. */
export interface Match {
  readonly score: number;
  readonly places: readonly number[];
}

const AT_START = 8;
const AT_WORD = 6;
const IN_ROW = 5;
const SAME_CASE = 1;
/** Letters that are skipped cost little; where the first one stands costs less still. */
const GAP = 0.4;
const LATE = 0.05;
/** A query that stands whole in the name is what one means. */
const WHOLE = 12;
const INSIDE = 3;
const EXACT = 40;

/** Whether all letters of the query stand in the text in their order; null when not. */
export function fuzzyMatch(query: string, text: string): Match | null {
  if (query === "") return { score: 0, places: [] };
  const places = scattered(query, text);
  const spread = places === null ? null : scored(query, text, places, 0);
  const at = text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return spread;
  const row = Array.from({ length: query.length }, (_, i) => at + i);
  const whole = scored(query, text, row, at === 0 || beginsWord(text, at) ? WHOLE : INSIDE);
  return spread !== null && spread.score > whole.score ? spread : whole;
}

function scored(query: string, text: string, places: readonly number[], bonus: number): Match {
  let score = query.length === text.length ? bonus + EXACT : bonus;
  for (const [i, place] of places.entries()) score += worth(query, text, places, i, place);
  return { score: score - LATE * (places[0] ?? 0) - LATE * text.length, places };
}

function worth(
  query: string,
  text: string,
  places: readonly number[],
  i: number,
  place: number,
): number {
  const before = i === 0 ? null : (places[i - 1] ?? 0);
  let score = query[i] === text[place] ? SAME_CASE : 0;
  if (place === 0) score += AT_START;
  else if (beginsWord(text, place)) score += AT_WORD;
  if (before !== null) score += place === before + 1 ? IN_ROW : -GAP * (place - before - 1);
  return score;
}

/** The places of scattered letters, beginnings of words before others. */
function scattered(query: string, text: string): number[] | null {
  return atWords(query, text) ?? anywhere(query, text);
}

function anywhere(query: string, text: string): number[] | null {
  const letters = query.toLowerCase();
  const lower = text.toLowerCase();
  const places: number[] = [];
  let from = 0;
  for (const letter of letters) {
    const place = lower.indexOf(letter, from);
    if (place < 0) return null;
    places.push(place);
    from = place + 1;
  }
  return places;
}

/** Each letter goes on in the word, or begins a later one. */
function atWords(query: string, text: string): number[] | null {
  const letters = query.toLowerCase();
  const lower = text.toLowerCase();
  const places: number[] = [];
  let from = 0;
  for (const letter of letters) {
    const place = lower[from] === letter && from > 0 ? from : nextWord(text, lower, letter, from);
    if (place < 0) return null;
    places.push(place);
    from = place + 1;
  }
  return places;
}

function nextWord(text: string, lower: string, letter: string, from: number): number {
  for (let place = from; place < lower.length; place += 1) {
    if (lower[place] === letter && (place === 0 || beginsWord(text, place))) return place;
  }
  return -1;
}

function beginsWord(text: string, place: number): boolean {
  const before = text[place - 1] ?? " ";
  const here = text[place] ?? "";
  return /[^\p{L}\p{N}]/u.test(before) || (/\p{Ll}|\p{N}/u.test(before) && /\p{Lu}/u.test(here));
}

/** Those of the entries that match, the best first; equals stay in their order. */
export function rank<T>(
  query: string,
  entries: readonly T[],
  name: (entry: T) => string,
): { entry: T; match: Match }[] {
  const found: { entry: T; match: Match }[] = [];
  for (const entry of entries) {
    const match = fuzzyMatch(query, name(entry));
    if (match !== null) found.push({ entry, match });
  }
  return found.sort((a, b) => b.match.score - a.match.score);
}
