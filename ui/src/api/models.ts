/** The registry: models, their versions, and what happened to them; and what versions are made of. */
import { apiUrl, queryOf, requestJson, requestText } from "~/api/client";
import type {
  Artifact,
  ArtifactEntry,
  AuditCheck,
  AuditPage,
  LoggedModel,
  ModelVersion,
  RegisteredModel,
  RunLineage,
  Stage,
} from "~/api/types";

export interface ModelPage {
  readonly models: readonly RegisteredModel[];
  readonly total: number;
  readonly cursor: string | null;
}

export interface VersionPage {
  readonly versions: readonly ModelVersion[];
  readonly total: number;
}

function pathOf(...parts: (string | number)[]): string {
  return ["/models", ...parts.map((part) => encodeURIComponent(part))].join("/");
}

export function listModels(
  search: { query: string; limit: number; cursor?: string },
  signal?: AbortSignal,
): Promise<ModelPage> {
  return requestJson(`/models${queryOf(search)}`, { signal });
}

export function getModel(model: string, signal?: AbortSignal): Promise<RegisteredModel> {
  return requestJson(pathOf(model), { signal });
}

/** What can be changed on a model; a tag set to null goes. */
export interface ModelPatch {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string | null>>;
}

export function patchModel(model: string, patch: ModelPatch): Promise<RegisteredModel> {
  return requestJson(pathOf(model), { method: "PATCH", body: patch });
}

export function deleteModel(model: string): Promise<{ versions: number }> {
  return requestJson(pathOf(model), { method: "DELETE" });
}

export function createModel(name: string): Promise<RegisteredModel> {
  return requestJson("/models", { method: "POST", body: { name } });
}

export function createVersion(model: string, source: string): Promise<ModelVersion> {
  return requestJson(pathOf(model, "versions"), { method: "POST", body: { source } });
}

export function searchVersions(
  search: { query: string; limit: number; order_by?: readonly string[] },
  signal?: AbortSignal,
): Promise<VersionPage> {
  return requestJson("/models/versions/search", { method: "POST", body: search, signal });
}

export function getVersion(
  model: string,
  version: string,
  signal?: AbortSignal,
): Promise<ModelVersion> {
  return requestJson(pathOf(model, "versions", version), { signal });
}

export function patchVersion(
  model: string,
  version: number,
  patch: Omit<ModelPatch, "name">,
): Promise<ModelVersion> {
  return requestJson(pathOf(model, "versions", version), { method: "PATCH", body: patch });
}

export function deleteVersion(model: string, version: number): Promise<RegisteredModel> {
  return requestJson(pathOf(model, "versions", version), { method: "DELETE" });
}

export interface StageChange {
  readonly stage: Stage;
  readonly archive: boolean;
  readonly reason: string;
}

export function moveVersion(
  model: string,
  version: number,
  change: StageChange,
): Promise<ModelVersion> {
  return requestJson(pathOf(model, "versions", version, "stage"), { method: "POST", body: change });
}

/** The version that a rollback would bring back. */
export function getRollback(model: string, signal?: AbortSignal): Promise<ModelVersion> {
  return requestJson(pathOf(model, "rollback"), { signal });
}

export function rollBack(model: string, reason: string): Promise<ModelVersion> {
  return requestJson(pathOf(model, "rollback"), { method: "POST", body: { reason } });
}

export function putAlias(
  model: string,
  alias: string,
  target: { version: number; reason: string },
): Promise<RegisteredModel> {
  return requestJson(pathOf(model, "aliases", alias), { method: "PUT", body: target });
}

export function deleteAlias(model: string, alias: string): Promise<RegisteredModel> {
  return requestJson(pathOf(model, "aliases", alias), { method: "DELETE" });
}

export function getAudit(
  model: string,
  part: { cursor?: number; limit: number },
  signal?: AbortSignal,
): Promise<AuditPage> {
  return requestJson(`${pathOf(model, "audit")}${queryOf(part)}`, { signal });
}

export function checkAudit(signal?: AbortSignal): Promise<AuditCheck> {
  return requestJson("/audit/check", { signal });
}

export function getLineage(run: string, signal?: AbortSignal): Promise<RunLineage> {
  return requestJson(`/runs/${run}/lineage`, { signal });
}

export function getLoggedModel(model: string, signal?: AbortSignal): Promise<LoggedModel> {
  return requestJson(`/logged-models/${model}`, { signal });
}

export async function listModelFiles(
  model: string,
  signal?: AbortSignal,
): Promise<readonly Artifact[]> {
  const path = `/logged-models/${model}/artifacts?deep=true`;
  const { entries } = await requestJson<{ entries: ArtifactEntry[] }>(path, { signal });
  return entries.flatMap((entry) => entry.artifact ?? []);
}

/** The address of a file's bytes. */
export function modelFileUrl(model: string, path: string): string {
  return apiUrl(filePath(model, path));
}

export function fetchModelText(model: string, path: string, signal?: AbortSignal): Promise<string> {
  return requestText(filePath(model, path), { signal });
}

function filePath(model: string, path: string): string {
  const parts = path.split("/").map(encodeURIComponent).join("/");
  return `/logged-models/${model}/artifacts/content/${parts}`;
}
