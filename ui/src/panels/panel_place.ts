/** Where a panel stands among those of its section, for the panel itself. */
import { signal } from "@preact/signals";
import { createContext } from "preact";

export interface Place {
  readonly title: string;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly moveTo: (index: number) => void;
}

/** Null where panels keep their places. */
export const PanelPlace = createContext<Place | null>(null);

/** What is read aloud of the last move. */
export const moveSaid = signal("");

/** Moves a panel, says so, and gives its handle the focus back, which the move may take. */
export function movePanel({ title, count, moveTo }: Place, to: number): void {
  const place = Math.min(Math.max(to, 0), count - 1);
  moveTo(place);
  moveSaid.value = `${title}: place ${place + 1} of ${count}`;
}
