/** What stands beside projects, what happened, and the names of models. */
import { queryOf, requestJson } from "~/api/client";
import type { ActivityPage, Project, ProjectCard, RegisteredModel, Storage } from "~/api/types";

export async function listCards(
  projects: readonly string[],
  signal?: AbortSignal,
): Promise<readonly ProjectCard[]> {
  const asked = { method: "POST", body: { projects }, signal } as const;
  return (await requestJson<{ cards: ProjectCard[] }>("/projects/cards/search", asked)).cards;
}

export async function listStorage(
  projects: readonly string[],
  signal?: AbortSignal,
): Promise<Readonly<Record<string, Storage>>> {
  const asked = { method: "POST", body: { projects }, signal } as const;
  const path = "/projects/storage/search";
  return (await requestJson<{ storage: Record<string, Storage> }>(path, asked)).storage;
}

export interface ActivitySearch {
  readonly project?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

export function getActivity(search: ActivitySearch, signal?: AbortSignal): Promise<ActivityPage> {
  return requestJson<ActivityPage>(`/activity${queryOf({ ...search })}`, { signal });
}

/** What can be changed on a project. */
export interface ProjectPatch {
  readonly notes?: string;
  readonly main_metric?: string;
  readonly goal?: "" | "min" | "max";
}

export function patchProject(project: string, patch: ProjectPatch): Promise<Project> {
  // The server takes the rest of the path for the name, slashes and all.
  const name = project.split("/").map(encodeURIComponent).join("/");
  return requestJson<Project>(`/projects/${name}`, { method: "PATCH", body: patch });
}

export async function listModelNames(
  limit: number,
  signal?: AbortSignal,
): Promise<readonly RegisteredModel[]> {
  return (
    await requestJson<{ models: RegisteredModel[] }>(`/models${queryOf({ limit })}`, { signal })
  ).models;
}
