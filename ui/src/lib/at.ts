/** Reads a typed array without an assertion; outside it there is no number, hence NaN. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
