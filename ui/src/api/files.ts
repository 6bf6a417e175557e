/** What a run leaves beside its numbers: console lines and files. */
import { apiUrl, queryOf, requestBytes, requestJson, requestText } from "~/api/client";
import type { ArtifactEntry, ConsoleFound, ConsolePage } from "~/api/types";

export function fetchConsole(
  run: string,
  part: { first?: number; limit?: number; tail?: number },
  signal?: AbortSignal,
): Promise<ConsolePage> {
  return requestJson<ConsolePage>(`/runs/${run}/console${queryOf(part)}`, { signal });
}

/** The lines that hold a text, among a bounded number from `first` on. */
export function searchConsole(
  run: string,
  find: { text: string; stream?: string; first: number },
  signal?: AbortSignal,
): Promise<ConsoleFound> {
  return requestJson<ConsoleFound>(`/runs/${run}/console/search${queryOf(find)}`, { signal });
}

export async function listArtifacts(
  run: string,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly ArtifactEntry[]> {
  const path = `/runs/${run}/artifacts${queryOf({ folder })}`;
  return (await requestJson<{ entries: ArtifactEntry[] }>(path, { signal })).entries;
}

/** All files of a run, in all folders. */
export async function listAllArtifacts(
  run: string,
  signal?: AbortSignal,
): Promise<readonly ArtifactEntry[]> {
  const path = `/runs/${run}/artifacts${queryOf({ deep: "true" })}`;
  return (await requestJson<{ entries: ArtifactEntry[] }>(path, { signal })).entries;
}

/** The address of a file as a page for a sandboxed frame. */
export function framedUrl(run: string, path: string, step: number | null): string {
  const url = artifactUrl(run, path, step);
  return `${url}${url.includes("?") ? "&" : "?"}framed=true`;
}

/** Bytes of a file; `range` is the first one and the one behind the last, left out it is all. */
export function fetchArtifactBytes(
  run: string,
  file: { readonly path: string; readonly step: number | null },
  options: { readonly range?: readonly [number, number]; readonly signal?: AbortSignal } = {},
): Promise<ArrayBuffer> {
  return requestBytes(artifactPath(run, file.path, file.step), options);
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
