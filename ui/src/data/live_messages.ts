/** What a page and the shared worker say to each other. */
import type { LiveState, News } from "~/api/events";

/** The topics that a page wants from now on. */
export interface ToWorker {
  readonly topics: readonly string[];
}

export type FromWorker =
  | { readonly kind: "state"; readonly state: LiveState }
  | { readonly kind: "news"; readonly news: News };
