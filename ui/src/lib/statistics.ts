/** Numbers about numbers; those that are not finite are left out and counted apart. */

export interface Statistics {
  /** How many were finite. */
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** Of a sample: with n − 1; NaN for fewer than two. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** Statistics of the finite numbers; all NaN when there are none. */
export function statisticsOf(values: readonly number[]): Statistics {
  const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
  const count = finite.length;
  if (count === 0) {
    const none = Number.NaN;
    return { count, mean: none, median: none, std: none, min: none, max: none };
  }
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = count >> 1;
  const upper = finite[half] ?? Number.NaN;
  return {
    count,
    mean,
    median: count % 2 === 1 ? upper : ((finite[half - 1] ?? upper) + upper) / 2,
    std: count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN,
    min: finite[0] ?? Number.NaN,
    max: finite.at(-1) ?? Number.NaN,
  };
}
