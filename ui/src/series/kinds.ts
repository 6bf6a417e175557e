/** The kinds of smoothing and grouping: addresses name them, so they stand apart from the maths. */

/** Exponential mean of the past, Gaussian of both sides, plain mean of both sides. */
export const SMOOTHERS = ["ema", "gauss", "mean"] as const;
export type Smoother = (typeof SMOOTHERS)[number];

/** The line of a group; `each` draws its runs by themselves, in the colour of the group. */
export const CENTRES = ["mean", "median", "each"] as const;
export type Centre = (typeof CENTRES)[number];

export const BANDS = ["minmax", "std", "stderr", "ci95", "quartiles", "none"] as const;
export type Band = (typeof BANDS)[number];

/** How a group is drawn. */
export interface Grouping {
  readonly centre: Centre;
  readonly band: Band;
}
