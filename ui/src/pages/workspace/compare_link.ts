/** The way to the comparison of some runs. */

/** More are no comparison but a table. */
export const MOST_COMPARED = 50;

/** Where runs are compared. */
export function compareLink(project: string, runs: readonly string[]): string {
  return `/p/${encodeURIComponent(project)}/compare?runs=${runs.join(".")}`;
}
