/** More runs are no comparison but a table. */
export const MOST_COMPARED = 50;
