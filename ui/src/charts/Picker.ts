/** Finds what is under the pointer. */

import type { Line, Pick } from "~/charts/Line";
import type { Scales } from "~/charts/LineLayer";
import { at } from "~/lib/at";
import { nearestIndex } from "~/series/curve";

/** A line is pointed at within this many pixels. */
export const REACH = 24;

/** The nearest part of each line at an x, sorted by distance from the pointer. */
export function pickAll(
  lines: readonly Line[],
  scales: Scales,
  pointer: { x: number; y: number },
): Pick[] {
  const x = scales.x.value(pointer.x);
  const picks: Pick[] = [];
  for (const line of lines) {
    const index = nearestIndex(line.curve, x);
    if (index < 0) continue;
    const away = partDistance(line, index, scales, pointer.y);
    const aside = Math.abs(scales.x.pixel(at(line.curve.x, index)) - pointer.x);
    if (aside <= REACH) picks.push({ line, index, distance: Math.hypot(away, aside) });
  }
  return picks.sort((a, b) => a.distance - b.distance);
}

/** How far the pointer is from what is drawn of a part: its span, or its smoothed value. */
function partDistance(line: Line, index: number, scales: Scales, pointerY: number): number {
  const middle = line.members === undefined ? line.smoothed : line.curve.mean;
  const smoothed = middle === null ? Number.NaN : at(middle, index);
  if (!Number.isNaN(smoothed)) return Math.abs(scales.y.pixel(smoothed) - pointerY);
  const top = scales.y.pixel(at(line.curve.max, index));
  const bottom = scales.y.pixel(at(line.curve.min, index));
  if (Number.isNaN(top)) return REACH;
  if (pointerY >= top && !(pointerY > bottom)) return 0;
  return Math.min(
    Math.abs(top - pointerY),
    Math.abs((Number.isNaN(bottom) ? top : bottom) - pointerY),
  );
}
