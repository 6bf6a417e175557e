/** What a run leaves beside its numbers: console lines and files. */
import { apiUrl, queryOf, requestJson, requestText } from "~/api/client";
import type { ArtifactEntry, ConsolePage } from "~/api/types";

export function fetchConsole(
  run: string,
  part: { first?: number; limit?: number; tail?: number },
  signal?: AbortSignal,
): Promise<ConsolePage> {
  return requestJson<ConsolePage>(`/runs/${run}/console${queryOf(part)}`, { signal });
}

export async function listArtifacts(
  run: string,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly ArtifactEntry[]> {
  const path = `/runs/${run}/artifacts${queryOf({ folder })}`;
  return (await requestJson<{ entries: ArtifactEntry[] }>(path, { signal })).entries;
}

/** The address of a file's bytes. */
export function artifactUrl(run: string, path: string, step: number | null): string {
  return apiUrl(artifactPath(run, path, step));
}

export function fetchArtifactText(
  run: string,
  path: string,
  step: number | null,
  signal?: AbortSignal,
): Promise<string> {
  return requestText(artifactPath(run, path, step), { signal });
}

function artifactPath(run: string, path: string, step: number | null): string {
  const parts = path.split("/").map(encodeURIComponent).join("/");
  return `/runs/${run}/artifacts/content/${parts}${queryOf({ step: step ?? undefined })}`;
}
