/** The run and x under the pointer, wherever it is: charts, table and panels follow it together. */
import { signal } from "@preact/signals";

export interface Hovered {
  /** Null when the pointer is not over a chart. */
  readonly x: number | null;
  readonly run: string | null;
  /** Who tells, so that one does not follow oneself. */
  readonly by: string;
}

export const hovered = signal<Hovered | null>(null);
