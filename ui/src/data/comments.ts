/** Comments on one thing, kept true while they are shown. */
import { useCallback } from "preact/hooks";
import { type About, addComment, deleteComment, editComment, listComments } from "~/api/comments";
import type { Comment, Remark } from "~/api/types";
import { type News, useNews } from "~/data/live";
import { type Answer, queries, useAnswer } from "~/data/query";

export type { About } from "~/api/comments";
export type { Comment, Remark } from "~/api/types";

function keyOf(about: About): readonly string[] {
  return about.kind === "run"
    ? ["comments", about.run]
    : ["comments", about.model, String(about.version)];
}

function topicOf(about: About): string {
  return about.kind === "run" ? `run:${about.run}` : `model:${about.model}`;
}

/** Comments on a run or a model version, the oldest first; others' appear as they are written. */
export function useComments(about: About): Answer<readonly Comment[]> {
  const key = keyOf(about);
  const hear = useCallback((news: News) => {
    if (news.kind === "gap" || (news.kind === "comment" && concerns(news.data, key))) {
      void queries.invalidateQueries({ queryKey: key });
    }
    // biome-ignore lint/correctness/useExhaustiveDependencies: the key is new each time, its words are not.
  }, key);
  useNews(topicOf(about), hear);
  return useAnswer({ key, ask: (signal) => listComments(about, signal) });
}

function concerns(
  told: { run: string | null; model: string; version: number | null },
  [, thing, version]: readonly string[],
): boolean {
  return told.run === null
    ? told.model === thing && String(told.version) === version
    : told.run === thing;
}

export async function writeComment(about: About, remark: Remark): Promise<void> {
  await addComment(about, remark);
  await queries.invalidateQueries({ queryKey: keyOf(about) });
}

export async function changeComment(about: About, comment: number, text: string): Promise<void> {
  await editComment(comment, text);
  await queries.invalidateQueries({ queryKey: keyOf(about) });
}

export async function removeComment(about: About, comment: number): Promise<void> {
  await deleteComment(comment);
  await queries.invalidateQueries({ queryKey: keyOf(about) });
}
