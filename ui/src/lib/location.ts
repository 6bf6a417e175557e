/** Where the reader is: the address bar as signals. View state lives here and nowhere else. */
import { computed, signal } from "@preact/signals";

const href = signal(window.location.pathname + window.location.search);

window.addEventListener("popstate", () => {
  href.value = window.location.pathname + window.location.search;
});

/** The path, such as `/p/vision/runs`. */
export const path = computed(() => href.value.split("?")[0] ?? "/");

/** The query part. */
export const search = computed(() => new URLSearchParams(href.value.split("?")[1] ?? ""));

const opened = signal(window.location.hash);

/** What stood behind `#` when the page was opened, until one goes on: MLflow's clients print such. */
export const hash = computed(() => opened.value);

/** Goes to an address; `replace` leaves no step in the history, for changes that come by the dozen. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (to === href.peek() && opened.peek() === "") return;
  if (options.replace) window.history.replaceState(null, "", to);
  else window.history.pushState(null, "", to);
  const moved = to.split("?")[0] !== href.peek().split("?")[0];
  href.value = to;
  opened.value = "";
  if (moved) window.scrollTo(0, 0);
}

/** Whether a text can be the id of a run. */
export function isRunId(text: string): boolean {
  return /^[0-9a-z]{8,64}$/.test(text);
}

/** Addresses of the screens. */
export const links = {
  home: () => "/",
  project: (project: string) => `/p/${encodeURIComponent(project)}`,
  models: () => "/models",
  runs: (project: string) => `/p/${encodeURIComponent(project)}/runs`,
  /** The runs as a saved view shows them; its state comes with the page. */
  view: (project: string, view: string) => `/p/${encodeURIComponent(project)}/runs?v=${view}`,
  run: (project: string, run: string, tab = "overview") =>
    `/p/${encodeURIComponent(project)}/runs/${run}/${tab}`,
  compare: (project: string, runs: readonly string[]) =>
    `/p/${encodeURIComponent(project)}/compare?runs=${runs.join(".")}`,
  model: (model: string) => `/models/${encodeURIComponent(model)}`,
  version: (model: string, version: number) => `/models/${encodeURIComponent(model)}/${version}`,
} as const;
