/** One run, and what it left. */
import { useCallback } from "preact/hooks";
import { artifactUrl, fetchArtifactText, listArtifacts } from "~/api/files";
import { getCaptures, getRun } from "~/api/runs";
import type { ArtifactEntry, Run } from "~/api/types";
import { type News, useNews } from "~/data/live";
import { type Answer, queries, useAnswer } from "~/data/query";
import type { Json } from "~/lib/json";

export type { Artifact, ArtifactEntry, MetricStats, RunFailure } from "~/api/types";
export { artifactUrl };

/** A run, kept true by the live stream. */
export function useRun(run: string): Answer<Run> {
  const answer = useAnswer({ key: ["run", run], ask: (signal) => getRun(run, signal) });
  const hear = useCallback(
    (news: News) => {
      if (news.kind === "run" && news.data.id === run) {
        queries.setQueryData(["run", run], news.data);
      } else if (news.kind === "gap") {
        void queries.invalidateQueries({ queryKey: ["run", run] });
      }
    },
    [run],
  );
  // One topic that is none, or is of nothing, would end the stream of all the others.
  useNews(answer.error === null ? `run:${run}` : "", hear);
  return answer;
}

/** A run that another one is compared with, as it was when it was chosen; "" asks for none. */
export function useBaseline(run: string): Answer<Run> {
  return useAnswer({
    key: ["run", run],
    ask: (signal) => getRun(run, signal),
    when: run !== "",
  });
}

/** What was captured of a run: command, git, python, packages, hardware, host, seeds. */
export function useCaptures(run: string): Answer<{ [section: string]: Json }> {
  return useAnswer({ key: ["captures", run], ask: (signal) => getCaptures(run, signal) });
}

/** One folder of a run's files. */
export function useFolder(run: string, folder: string): Answer<readonly ArtifactEntry[]> {
  return useAnswer({
    key: ["artifacts", run, folder],
    ask: (signal) => listArtifacts(run, folder, signal),
  });
}

/** The text of a file. */
export function useFileText(run: string, path: string, step: number | null): Answer<string> {
  return useAnswer({
    key: ["file", run, path, step],
    ask: (signal) => fetchArtifactText(run, path, step, signal),
  });
}
