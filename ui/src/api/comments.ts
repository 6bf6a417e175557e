/** Comments on runs and on model versions. */
import { requestJson } from "~/api/client";
import type { Comment, Remark } from "~/api/types";

/** What a comment is about. */
export type About =
  | { readonly kind: "run"; readonly run: string }
  | { readonly kind: "version"; readonly model: string; readonly version: number };

function pathOf(about: About): string {
  if (about.kind === "run") return `/runs/${about.run}/comments`;
  return `/models/${encodeURIComponent(about.model)}/versions/${about.version}/comments`;
}

export async function listComments(
  about: About,
  signal?: AbortSignal,
): Promise<readonly Comment[]> {
  return (await requestJson<{ comments: Comment[] }>(pathOf(about), { signal })).comments;
}

export function addComment(about: About, remark: Remark): Promise<Comment> {
  return requestJson<Comment>(pathOf(about), { method: "POST", body: remark });
}

export function editComment(comment: number, text: string): Promise<Comment> {
  return requestJson<Comment>(`/comments/${comment}`, { method: "PATCH", body: { text } });
}

export function deleteComment(comment: number): Promise<unknown> {
  return requestJson(`/comments/${comment}`, { method: "DELETE" });
}
