/** The values of lines at an x, in words: for the tooltip, a pin, a copy, and who listens. */
import type { AxisKind, Pick } from "~/charts/Line";
import { formatX } from "~/charts/Summary";
import { at } from "~/lib/at";
import { formatNumber } from "~/lib/format";
import { type Curve, partSpan } from "~/series/curve";
import { Flag } from "~/series/decode";

/** Where the values are, such as "Steps 64 – 127 · 64 points". */
export function headline(pick: Pick, axis: AxisKind): string {
  const { curve, members } = pick.line;
  const points = at(curve.count, pick.index);
  const of = points > 1 && members === undefined ? ` · ${formatNumber(points)} points` : "";
  if (axis !== "step") return formatX(at(curve.x, pick.index), axis) + of;
  const { from, to } = partSpan(curve, pick.index);
  const steps =
    from === to
      ? `Step ${formatX(from, axis)}`
      : `Steps ${formatX(from, axis)} – ${formatX(to, axis)}`;
  return steps + of;
}

/** The value of one line. */
export function valueText(pick: Pick): string {
  const { curve, smoothed, members } = pick.line;
  if (members !== undefined) return groupText(curve, pick.index, members.length);
  const raw = rawText(curve, pick.index);
  const value = smoothed === null ? Number.NaN : at(smoothed, pick.index);
  return Number.isNaN(value) ? raw : `${formatNumber(value)} (raw ${raw})`;
}

/** Says how many runs have a value here where it is not all of them. */
function groupText(curve: Curve, index: number, members: number): string {
  const runs = at(curve.count, index);
  const low = at(curve.min, index);
  const middle = formatNumber(at(curve.mean, index));
  const of = runs === members ? "" : ` · ${formatNumber(runs)} of ${members} runs`;
  const high = at(curve.max, index);
  if (Number.isNaN(low) || low === high) return middle + of;
  return `${middle} (${formatNumber(low)} … ${formatNumber(high)})${of}`;
}

function rawText(curve: Curve, index: number): string {
  const min = at(curve.min, index);
  const max = at(curve.max, index);
  if (Number.isNaN(min)) return nonFiniteText(at(curve.flags, index));
  return min === max ? formatNumber(min) : `${formatNumber(min)} … ${formatNumber(max)}`;
}

function nonFiniteText(flags: number): string {
  if ((flags & Flag.positiveInfinity) !== 0) return "∞";
  return (flags & Flag.negativeInfinity) !== 0 ? "−∞" : "NaN";
}

/** All values as tab-separated text, which a spreadsheet takes. */
export function readoutText(picks: readonly Pick[], axis: AxisKind): string {
  const nearest = picks[0];
  if (nearest === undefined) return "";
  const rows = picks.map((pick) => `${pick.line.label}\t${valueText(pick)}`);
  return [headline(nearest, axis), ...rows].join("\n");
}
