import fc from "fast-check";
import { expect, test } from "vitest";
import { metricSlot, SLOTS, SlotBook, slotColour, slotDash } from "~/lib/palette";

const ids = fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{32}$/), { minLength: 1, maxLength: SLOTS });

test("up to 24 runs have colours of their own", () => {
  fc.assert(
    fc.property(ids, (runs) => {
      expect(new Set(new SlotBook().assign(runs)).size).toBe(runs.length);
    }),
  );
});

test("eight runs take the eight clearest colours, which need no dash", () => {
  const runs = Array.from({ length: 8 }, (_, i) => `run${i}`);
  const slots = new SlotBook().assign(runs);
  expect([...slots].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(slots.map((slot) => slotDash(slot).length)).toEqual(Array(8).fill(0));
});

test("a run keeps its colour whatever else is shown, and over a reload", () => {
  fc.assert(
    fc.property(ids, (runs) => {
      const book = new SlotBook();
      const first = book.assign(runs);
      expect(book.assign([...runs].reverse()).reverse()).toEqual(first);
      expect(new SlotBook(book.entries()).assign(runs)).toEqual(first);
    }),
  );
});

test("both themes have 24 different colours", () => {
  for (const theme of ["light", "dark"] as const) {
    const colours = Array.from({ length: SLOTS }, (_, slot) => slotColour(slot, theme));
    expect(new Set(colours).size).toBe(SLOTS);
  }
});

test("metrics of one run differ in colour and begin with the run's own", () => {
  expect([0, 1, 2].map((i) => metricSlot(7, i))).toEqual([7, 0, 1]);
});
