/** Comments on runs and on model versions. */
import { requestJson } from "~/api/client";
import type { Comment, CommentList, Remark } from "~/api/types";

/** What a comment is about. */
export type About =
  | { readonly kind: "run"; readonly run: string }
  | { readonly kind: "version"; readonly model: string; readonly version: number };

function pathOf(about: About): string {
  if (about.kind === "run") return `/runs/${about.run}/comments`;
  return `/models/${encodeURIComponent(about.model)}/versions/${about.version}/comments`;
}

export function listComments(about: About, signal?: AbortSignal): Promise<CommentList> {
  return requestJson<CommentList>(pathOf(about), { signal });
}

/** Comments on charts of these runs, at most 200 of them. */
export function searchChartComments(
  runs: readonly string[],
  signal?: AbortSignal,
): Promise<CommentList> {
  return requestJson<CommentList>("/comments/search", { method: "POST", body: { runs }, signal });
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
