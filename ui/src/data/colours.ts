/** The colour slot of each run: given once in a project and kept in this browser. */
import { SlotBook } from "~/lib/palette";

/** Slots remembered for one project; older runs would be given theirs anew. */
const REMEMBERED = 2_000;

const books = new Map<string, SlotBook>();

/** Slots of runs, in their order. */
export function slotsOf(project: string, runs: readonly string[]): number[] {
  const book = books.get(project) ?? openBook(project);
  const before = book.entries().length;
  const slots = book.assign(runs);
  const entries = book.entries();
  if (entries.length !== before) {
    window.localStorage.setItem(keyOf(project), JSON.stringify(entries.slice(-REMEMBERED)));
  }
  return slots;
}

function openBook(project: string): SlotBook {
  const book = new SlotBook(stored(project));
  books.set(project, book);
  return book;
}

function stored(project: string): [string, number][] {
  try {
    const known: unknown = JSON.parse(window.localStorage.getItem(keyOf(project)) ?? "[]");
    return Array.isArray(known) ? known.filter(isEntry) : [];
  } catch {
    // A damaged memory of colours is not worth a word: they are given anew.
    return [];
  }
}

function isEntry(value: unknown): value is [string, number] {
  return Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number";
}

function keyOf(project: string): string {
  return `runlore.slots.${project}`;
}
