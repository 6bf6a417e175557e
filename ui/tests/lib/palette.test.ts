import fc from "fast-check";
import { expect, test } from "vitest";
import { metricSlot, rampSlot, SLOTS, SlotBook, slotColour, slotDash } from "~/lib/palette";

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

/** Contrast of two colours as WCAG 2 has it. */
function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, blue] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (blue ?? 0);
  };
  const [low, high] = [light(a), light(b)].sort((m, n) => m - n);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const SURFACES = { light: ["#fafaf8", "#ffffff"], dark: ["#12141a", "#181b22"] } as const;

test("every place of a ramp is seen on its backgrounds, and a greater value stands out more", () => {
  for (const theme of ["light", "dark"] as const) {
    const colours = Array.from({ length: 9 }, (_, i) => slotColour(rampSlot(i, 9), theme));
    for (const surface of SURFACES[theme]) {
      const seen = colours.map((colour) => contrast(colour, surface));
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(3);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
    }
    expect(new Set(colours).size).toBe(9);
  }
});

test("lines on a ramp are solid: their lightness says their order", () => {
  expect(slotDash(rampSlot(2, 5))).toEqual([]);
});
