/** Which rows and columns of a large grid are on the screen: pure arithmetic. */

/** Indexes from `first` up to, but without, `end`. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** Rows drawn above and below the view, so that a short scroll shows no blank. */
const SPARE_ROWS = 3;

export function rowSpan(scrollTop: number, height: number, rowHeight: number, rows: number): Span {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE_ROWS);
  const end = Math.ceil((scrollTop + height) / rowHeight) + SPARE_ROWS;
  return { first: Math.min(first, rows), end: Math.min(end, rows) };
}

/** Columns that overlap the view; `offsets[i]` is the left edge of column i, one more ends the last. */
export function columnSpan(scrollLeft: number, width: number, offsets: readonly number[]): Span {
  const columns = offsets.length - 1;
  let first = 0;
  while (first < columns && (offsets[first + 1] ?? 0) <= scrollLeft) first += 1;
  let end = first;
  while (end < columns && (offsets[end] ?? 0) < scrollLeft + width) end += 1;
  return { first, end };
}

/** Left edges of columns of these widths, and the right edge of the last. */
export function offsetsOf(widths: readonly number[]): number[] {
  const offsets = [0];
  for (const width of widths) offsets.push((offsets.at(-1) ?? 0) + width);
  return offsets;
}

/** Where to scroll so that a row is wholly in view; unchanged when it is. */
export function scrollToRow(
  index: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return scrollTop;
}
