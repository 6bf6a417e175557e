/** The saved views of a project. */
import type { SavedView } from "~/api/types";
import {
  createView,
  deleteView,
  listMyViews,
  listViews,
  patchView,
  type ViewPatch,
} from "~/api/views";
import { type Answer, queries, useAnswer } from "~/data/query";

export type { SavedView } from "~/api/types";

export function useSavedViews(project: string): Answer<readonly SavedView[]> {
  return useAnswer({ key: ["views", project], ask: (signal) => listViews(project, signal) });
}

/** The views that who looks saved, of any project, the last changed first. */
export function useMyViews(): Answer<readonly SavedView[]> {
  return useAnswer({ key: ["views of mine"], ask: listMyViews });
}

/** Saves a view under a new name. */
export async function saveView(project: string, name: string, state: string): Promise<SavedView> {
  const made = await createView({ project, name, state });
  put(project, (views) => [...views, made]);
  return made;
}

/** Renames a view, gives it another state, or makes it the default or not. */
export async function changeView(view: SavedView, patch: ViewPatch): Promise<SavedView> {
  const changed = await patchView(view.id, patch);
  put(view.project, (views) =>
    views.map((one) => {
      if (one.id === changed.id) return changed;
      return changed.default && one.default ? { ...one, default: false } : one;
    }),
  );
  return changed;
}

/** Forgets a view; its runs stay. */
export async function dropView(view: SavedView): Promise<void> {
  await deleteView(view.id);
  put(view.project, (views) => views.filter((one) => one.id !== view.id));
}

function put(project: string, change: (views: readonly SavedView[]) => readonly SavedView[]): void {
  queries.setQueryData<readonly SavedView[]>(["views", project], (views) => change(views ?? []));
  void queries.invalidateQueries({ queryKey: ["views of mine"] });
}
