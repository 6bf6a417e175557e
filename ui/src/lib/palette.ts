/**
 * Colours of runs. Each theme's 24 were searched so that the smallest perceived distance, under normal
 * sight and the three kinds of colour blindness, is the largest; the first ones are the clearest.
 */
export type ThemeName = "light" | "dark";

const LIGHT =
  "0c94f0 a72216 5212ab ae8a0d e24bac 2b826c 7b1f45 803ece 8f9370 864553 687c02 006682 " +
  "145f12 526ffb 9e48aa 7a82be 6f157b c94258 504799 a12d79 da5bd3 aa6985 8a5bcd 4f405d";
const DARK =
  "4c81eb e37105 badfc8 8fb7a5 48736a 47cdfb d72538 fa9b00 8b4ebb 4baeed 4ef986 c96a95 " +
  "b5bb76 445de8 9b6fc2 6a6e2b a99c7a d7df45 ce379b 128e58 9fced6 d4c2a0 d07cb9 779c3d";

const PALETTES: Record<ThemeName, readonly string[]> = {
  light: LIGHT.split(" ").map((hex) => `#${hex}`),
  dark: DARK.split(" ").map((hex) => `#${hex}`),
};

/** Slots of one palette. */
export const SLOTS = 24;

/** Nobody tells 24 lines by hue alone, so each further eight also get a dash. */
const CLEAREST = 8;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];

/**
 * Ramps for values that have an order, from the least to the most, each stop at 3 : 1 against the
 * background of its theme: order is seen as lightness, whatever the eye makes of the hue.
 */
const RAMPS: Record<ThemeName, readonly number[]> = {
  light: [0x1a9482, 0x24798f, 0x365a94, 0x432f82, 0x3f0a4d],
  dark: [0x3f74b5, 0x2f97b0, 0x3cba9b, 0x8fd66a, 0xfbe94a],
};

/** Slots from here on are places on the ramp. */
const FIRST_OF_RAMP = 10_000;
const RAMP_PLACES = 1_000;

/** Two things are told apart better by two clear colours than by the ends of a ramp. */
export const LEAST_OF_RAMP = 3;

/** The slot of the i-th of n things that have an order. */
export function rampSlot(i: number, n: number): number {
  return FIRST_OF_RAMP + Math.round((i / Math.max(n - 1, 1)) * RAMP_PLACES);
}

function rampColour(share: number, theme: ThemeName): string {
  const stops = RAMPS[theme];
  const place = share * (stops.length - 1);
  const from = Math.min(Math.floor(place), stops.length - 2);
  const part = (shift: number) => {
    const [low, high] = [from, from + 1].map((i) => ((stops[i] ?? 0) >> shift) & 255);
    return Math.round((low ?? 0) + ((high ?? 0) - (low ?? 0)) * (place - from));
  };
  const hex = (part(16) << 16) | (part(8) << 8) | part(0);
  return `#${hex.toString(16).padStart(6, "0")}`;
}

/** The colour of a slot; slots beyond the palette begin again. */
export function slotColour(slot: number, theme: ThemeName): string {
  if (slot >= FIRST_OF_RAMP) return rampColour((slot - FIRST_OF_RAMP) / RAMP_PLACES, theme);
  return PALETTES[theme][slot % SLOTS] ?? "#888888";
}

/** The slot of the i-th metric of one run: all among the clearest, the first is the run's own. */
export function metricSlot(slot: number, i: number): number {
  return i === 0 ? slot : (slot + i) % CLEAREST;
}

/** The dash of a slot, in CSS pixels: the second channel beside the hue. */
export function slotDash(slot: number): readonly number[] {
  if (slot >= FIRST_OF_RAMP) return [];
  return DASHES[Math.floor(slot / CLEAREST) % DASHES.length] ?? [];
}

/** Gives each run of a project a slot which it keeps. */
export class SlotBook {
  private readonly slots: Map<string, number>;

  constructor(known: Iterable<readonly [string, number]> = []) {
    this.slots = new Map(known);
  }

  /** Slots of the ids, in their order; new ids take the nearest slot that none of these has. */
  assign(ids: readonly string[]): number[] {
    const taken = new Set<number>();
    for (const id of ids) {
      const slot = this.slots.get(id);
      if (slot !== undefined) taken.add(slot);
    }
    return ids.map((id) => this.slots.get(id) ?? this.take(id, taken));
  }

  /** All that was given so far, newest last, for keeping over a reload. */
  entries(): [string, number][] {
    return [...this.slots];
  }

  private take(id: string, taken: Set<number>): number {
    const wish = hash(id) % CLEAREST;
    let slot = wish;
    // Among the clearest eight first, then onwards, then simply the wish again.
    for (let tries = 0; taken.has(slot) && tries < SLOTS; tries += 1) {
      slot = tries < CLEAREST ? (wish + tries) % CLEAREST : tries;
    }
    if (taken.has(slot)) slot = hash(id) % SLOTS;
    this.slots.set(id, slot);
    taken.add(slot);
    return slot;
  }
}

/** FNV-1a, 32 bits: small, and even enough to spread run ids over slots. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return state >>> 0;
}
