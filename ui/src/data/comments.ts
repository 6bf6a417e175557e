/** Comments on one thing, kept true while they are shown. */
import { useCallback } from "preact/hooks";
import {
  type About,
  addComment,
  deleteComment,
  editComment,
  listComments,
  searchChartComments,
} from "~/api/comments";
import type { CommentList, Remark } from "~/api/types";
import { type News, useNews } from "~/data/live";
import { type Answer, queries, useAnswer } from "~/data/query";

export type { About } from "~/api/comments";
export type { Comment, CommentList, Remark } from "~/api/types";

function keyOf(about: About): readonly string[] {
  return about.kind === "run"
    ? ["comments", about.run]
    : ["comments", about.model, String(about.version)];
}

function topicOf(about: About): string {
  return about.kind === "run" ? `run:${about.run}` : `model:${about.model}`;
}

/** Comments on a run or a model version, the oldest first; others' appear as they are written. */
export function useComments(about: About): Answer<CommentList> {
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

/** The server marks charts of as many runs at once. */
const MOST_RUNS = 200;
const ON_CHARTS = "chart-comments";

/** What is said on the charts of these runs, and whether the reader may say more. */
export function useChartComments(topic: string, runs: readonly string[]): Answer<CommentList> {
  const asked = runs.slice(0, MOST_RUNS);
  const hear = useCallback((news: News) => {
    if (news.kind === "gap" || news.kind === "comment") void askChartsAgain();
  }, []);
  useNews(topic, hear);
  return useAnswer({
    key: [ON_CHARTS, ...asked],
    ask: (signal) => searchChartComments(asked, signal),
    when: asked.length > 0,
  });
}

function askChartsAgain(): Promise<void> {
  return queries.invalidateQueries({ queryKey: [ON_CHARTS] });
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
  await changed(about);
}

export async function changeComment(about: About, comment: number, text: string): Promise<void> {
  await editComment(comment, text);
  await changed(about);
}

export async function removeComment(about: About, comment: number): Promise<void> {
  await deleteComment(comment);
  await changed(about);
}

async function changed(about: About): Promise<void> {
  await Promise.all([queries.invalidateQueries({ queryKey: keyOf(about) }), askChartsAgain()]);
}
