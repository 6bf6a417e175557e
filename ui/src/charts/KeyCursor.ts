/** Walks over a chart by keyboard: along a line, and from line to line. */
import type { Frame } from "~/charts/Axis";
import type { Line } from "~/charts/Line";
import { at } from "~/lib/at";
import { lowerBound, nearestIndex } from "~/series/curve";

/** Parts that a step with Shift passes. */
const LEAP = 10;

export class KeyCursor {
  private id: string | null = null;
  private x = Number.NaN;

  /** The pixel to look at after a key; null when the key means nothing here. */
  press(
    event: { readonly key: string; readonly shiftKey: boolean },
    lines: readonly Line[],
    frame: Frame,
  ): { x: number; y: number } | null {
    const drawn = lines.filter((line) => line.curve.n > 0);
    const line = drawn.find((one) => one.id === this.id) ?? drawn[0];
    if (line === undefined) return null;
    const now = Number.isNaN(this.x) ? firstIn(line, frame) : nearestIndex(line.curve, this.x);
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const next = this.nextLine(drawn, line, frame, event.key === "ArrowUp");
      return this.settle(next, nearestIndex(next.curve, at(line.curve.x, now)), frame);
    }
    const index = this.nextPart(event, line, now, frame);
    return index === null ? null : this.settle(line, index, frame);
  }

  leave(): void {
    this.x = Number.NaN;
  }

  private nextPart(
    event: { readonly key: string; readonly shiftKey: boolean },
    line: Line,
    now: number,
    frame: Frame,
  ): number | null {
    const stride = event.shiftKey ? LEAP : 1;
    const isFresh = Number.isNaN(this.x);
    if (event.key === "Home") return firstIn(line, frame);
    if (event.key === "End") return lastIn(line, frame);
    if (event.key === "ArrowRight") return isFresh ? now : now + stride;
    return event.key === "ArrowLeft" ? (isFresh ? now : now - stride) : null;
  }

  private nextLine(lines: readonly Line[], line: Line, frame: Frame, up: boolean): Line {
    const x = Number.isNaN(this.x) ? frame.x.from : this.x;
    const height = (one: Line) => valueAt(one, nearestIndex(one.curve, x));
    const sorted = lines.toSorted((a, b) => height(a) - height(b));
    const place = sorted.indexOf(line) + (up ? 1 : -1);
    return sorted[Math.min(Math.max(place, 0), sorted.length - 1)] ?? line;
  }

  private settle(line: Line, index: number, frame: Frame): { x: number; y: number } {
    const inside = Math.min(Math.max(index, firstIn(line, frame)), lastIn(line, frame));
    this.id = line.id;
    this.x = at(line.curve.x, inside);
    const y = frame.y.pixel(valueAt(line, inside));
    return { x: frame.x.pixel(this.x), y: Number.isNaN(y) ? frame.plot.bottom : y };
  }
}

function valueAt({ curve, smoothed }: Line, index: number): number {
  return at(smoothed ?? curve.mean, index);
}

function firstIn({ curve }: Line, frame: Frame): number {
  return Math.min(lowerBound(curve, frame.x.from), curve.n - 1);
}

function lastIn({ curve }: Line, frame: Frame): number {
  const end = lowerBound(curve, frame.x.to);
  return end < curve.n && at(curve.x, end) <= frame.x.to ? end : Math.max(end - 1, 0);
}
