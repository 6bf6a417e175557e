/** In which order panels come: as they are by themselves, but for those that somebody moved. */

import { MOST_MOVED } from "~/panels/order_address";

/** Panels with those first that were moved, in the order of `order`; the others follow as they came. */
export function inOrder<T extends { readonly title: string }>(
  panels: readonly T[],
  order: readonly string[],
): readonly T[] {
  if (order.length === 0) return panels;
  const places = new Map(order.map((title, i) => [title, i]));
  const placeOf = (panel: T) => places.get(panel.title) ?? Number.POSITIVE_INFINITY;
  // Infinity minus Infinity is no number, hence the comparison; the sort is stable.
  return panels.toSorted((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    return one === other ? 0 : one - other;
  });
}

/**
 * The order after a panel of a section went to another place. It names as few panels as it can: what
 * comes after the last one that was moved stands there by itself.
 *
 * @param natural titles of the section as they come by themselves.
 * @param shown the same titles as they stand now.
 */
export function movedOrder(
  order: readonly string[],
  natural: readonly string[],
  shown: readonly string[],
  move: Move,
): readonly string[] {
  const next = moved(shown, move);
  let named = next.length;
  while (named > 0 && standsByItself(next, natural, named - 1)) named -= 1;
  const here = new Set(natural);
  const others = order.filter((title) => !here.has(title));
  return [...others, ...next.slice(0, named)].slice(0, MOST_MOVED);
}

/** A panel that goes from one place of its section to another, both counted from 0. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

/** Things with one of them at another place. */
export function moved<T>(things: readonly T[], { from, to }: Move): T[] {
  const thing = things[from];
  if (thing === undefined) return [...things];
  return things.toSpliced(from, 1).toSpliced(to, 0, thing);
}

/** Whether the panels from this place on are where they would be if only those before were named. */
function standsByItself(
  next: readonly string[],
  natural: readonly string[],
  from: number,
): boolean {
  const named = new Set(next.slice(0, from));
  const rest = natural.filter((title) => !named.has(title));
  return next.slice(from).every((title, i) => title === rest[i]);
}
