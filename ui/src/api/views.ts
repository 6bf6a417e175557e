/** Saved views, and addresses that are too long to be sent. */
import { queryOf, requestJson } from "~/api/client";
import type { SavedView } from "~/api/types";

export async function listViews(
  project: string,
  signal?: AbortSignal,
): Promise<readonly SavedView[]> {
  const path = `/views${queryOf({ project })}`;
  return (await requestJson<{ views: SavedView[] }>(path, { signal })).views;
}

/** The views that who asks saved, of any project. */
export async function listMyViews(signal?: AbortSignal): Promise<readonly SavedView[]> {
  return (await requestJson<{ views: SavedView[] }>("/views?mine=true", { signal })).views;
}

export interface NewView {
  readonly project: string;
  readonly name: string;
  readonly state: string;
}

export function createView(view: NewView): Promise<SavedView> {
  return requestJson<SavedView>("/views", { method: "POST", body: view });
}

/** What can be changed on a view. */
export interface ViewPatch {
  readonly name?: string;
  readonly state?: string;
  readonly default?: boolean;
}

export function patchView(view: string, patch: ViewPatch): Promise<SavedView> {
  return requestJson<SavedView>(`/views/${view}`, { method: "PATCH", body: patch });
}

export async function deleteView(view: string): Promise<void> {
  await requestJson(`/views/${view}`, { method: "DELETE" });
}

export function postAddress(state: string): Promise<{ id: string }> {
  return requestJson("/addresses", { method: "POST", body: { state } });
}

export function getAddress(id: string): Promise<{ state: string }> {
  return requestJson(`/addresses/${id}`);
}
