/** What a run leaves beside its numbers: console lines and files. */
import { apiUrl, queryOf, requestJson, requestText } from "~/api/client";
import type { Artifact, ArtifactEntry, ConsolePage } from "~/api/types";

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

/** All files of a run, whatever their folder. */
export async function listAllArtifacts(
  run: string,
  signal?: AbortSignal,
): Promise<readonly Artifact[]> {
  const path = `/runs/${run}/artifacts?deep=true`;
  const { entries } = await requestJson<{ entries: ArtifactEntry[] }>(path, { signal });
  return entries.flatMap((entry) => entry.artifact ?? []);
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

/** Names that the server refuses in an address, where they would look encoded twice. */
const LOOKS_ENCODED = /%(?:2e|2f|5c|25)/i;

function artifactPath(run: string, path: string, step: number | null): string {
  if (LOOKS_ENCODED.test(path)) {
    return `/runs/${run}/artifacts/content${queryOf({ path, step: step ?? undefined })}`;
  }
  const parts = path.split("/").map(encodeURIComponent).join("/");
  return `/runs/${run}/artifacts/content/${parts}${queryOf({ step: step ?? undefined })}`;
}
