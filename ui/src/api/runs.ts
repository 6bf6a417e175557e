/** Runs, projects and keys. */
import { queryOf, requestJson } from "~/api/client";
import type {
  Experiment,
  FieldValue,
  KeyCount,
  KeyKind,
  Project,
  Run,
  RunPage,
  RunSearch,
  ValueSearch,
} from "~/api/types";
import type { Json } from "~/lib/json";

export async function listProjects(signal?: AbortSignal): Promise<readonly Project[]> {
  const answer = await requestJson<{ projects: Project[] }>("/projects", { signal });
  return answer.projects;
}

export async function listExperiments(signal?: AbortSignal): Promise<readonly Experiment[]> {
  const answer = await requestJson<{ experiments: Experiment[] }>("/experiments", { signal });
  return answer.experiments;
}

/** The experiment of that name, made where it is not there. */
export function ensureExperiment(project: string, name: string): Promise<Experiment> {
  return requestJson<Experiment>("/experiments", { method: "POST", body: { project, name } });
}

export function searchRuns(search: RunSearch, signal?: AbortSignal): Promise<RunPage> {
  return requestJson<RunPage>("/runs/search", { method: "POST", body: search, signal });
}

export function getRun(run: string, signal?: AbortSignal): Promise<Run> {
  return requestJson<Run>(`/runs/${run}`, { signal });
}

/** What can be changed on a run; a tag set to null goes. */
export interface RunPatch {
  readonly name?: string;
  readonly notes?: string;
  readonly tags?: Readonly<Record<string, string | null>>;
}

export function patchRun(run: string, patch: RunPatch): Promise<Run> {
  return requestJson<Run>(`/runs/${run}`, { method: "PATCH", body: patch });
}

export interface BulkChange {
  readonly runs: readonly string[];
  readonly action: "delete" | "restore" | "tag";
  /** A tag set to null goes. */
  readonly tags?: Readonly<Record<string, string | null>>;
}

export function changeRuns(change: BulkChange): Promise<{ changed: number }> {
  return requestJson("/runs/bulk", { method: "POST", body: change });
}

export interface KeySearch {
  readonly project: string;
  readonly kind: KeyKind;
  readonly contains?: string;
  readonly limit?: number;
}

export async function listKeys(
  search: KeySearch,
  signal?: AbortSignal,
): Promise<readonly KeyCount[]> {
  const path = `/keys${queryOf({ ...search })}`;
  return (await requestJson<{ keys: KeyCount[] }>(path, { signal })).keys;
}

export async function listValues(
  search: ValueSearch,
  signal?: AbortSignal,
): Promise<readonly FieldValue[]> {
  const options = { method: "POST", body: search, signal } as const;
  return (await requestJson<{ values: FieldValue[] }>("/values/search", options)).values;
}

export async function getCaptures(
  run: string,
  signal?: AbortSignal,
): Promise<{ [section: string]: Json }> {
  const path = `/runs/${run}/captures`;
  return (await requestJson<{ captures: { [section: string]: Json } }>(path, { signal })).captures;
}
