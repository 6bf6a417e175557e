import { now } from "~/lib/clock";
import { formatAgo, formatMoment, formatSpan } from "~/lib/format";

/** How long ago a moment was; the exact one when pointed at. */
export function Ago({ moment }: { moment: number }) {
  return <time title={formatMoment(moment)}>{formatAgo(moment, now.value)}</time>;
}

/** How long something took, or takes so far. */
export function Span({ from, to }: { from: number; to: number | null }) {
  return <span class="number">{formatSpan(from, to, now.value)}</span>;
}
