/** Where a comment stands: on a run as a whole, on one of its charts, at a step of it. */
import type { Remark } from "~/data/comments";

export interface Place {
  /** Metric of the chart; empty for none. */
  readonly key: string;
  /** As typed. */
  readonly step: string;
}

export const NO_PLACE: Place = { key: "", step: "" };

export function placeOf(metric: string | undefined, step: number | undefined): Place {
  return { key: metric ?? "", step: step === undefined ? "" : String(step) };
}

/** The comment to write. A text that is no whole number is refused here, in words. */
export function remarkOf(text: string, place: Place): Remark {
  const typed = place.step.trim();
  if (place.key === "" || typed === "") return { text, key: place.key };
  const step = Number(typed);
  if (!Number.isSafeInteger(step)) throw new Error(`${typed} is no step: give a whole number.`);
  return { text, key: place.key, step };
}
