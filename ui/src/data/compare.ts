/** Some runs side by side, and what each of them left. */
import { useCallback } from "preact/hooks";
import { fetchArtifactText, listAllArtifacts } from "~/api/files";
import { getCaptures, searchRuns } from "~/api/runs";
import type { Artifact, Run } from "~/api/types";
import { type News, useNews } from "~/data/live";
import { type Answer, queries, useAnswer } from "~/data/query";
import type { Json } from "~/lib/json";

export type { Artifact, Run } from "~/api/types";

/** The runs of these ids in one request, those in the trash too; those that are gone are left out. */
export function useRunsById(project: string, ids: readonly string[]): Answer<readonly Run[]> {
  const key = ["compare", ids.join(".")];
  const answer = useAnswer({
    key,
    ask: async (signal) => {
      const query = `id in (${ids.map((id) => `'${id}'`).join(", ")})`;
      const found = (await searchRuns({ query, deleted: null, limit: ids.length }, signal)).runs;
      return ids.flatMap((id) => found.find((run) => run.id === id) ?? []);
    },
    when: ids.length > 0,
  });
  const name = ids.join(".");
  const hear = useCallback(
    (news: News) => {
      if (news.kind === "gap") void queries.invalidateQueries({ queryKey: ["compare", name] });
      if (news.kind !== "run") return;
      const { data } = news;
      queries.setQueryData<readonly Run[]>(["compare", name], (runs) =>
        runs?.map((run) => (run.id === data.id ? data : run)),
      );
    },
    [name],
  );
  useNews(`project:${project}`, hear);
  return answer;
}

/** Sections of what was captured, by run id. */
export type CapturesById = Readonly<Record<string, { readonly [section: string]: Json }>>;

/** What was captured of each run. */
export function useCapturesOf(ids: readonly string[]): Answer<CapturesById> {
  return useAnswer({
    key: ["captures of", ids.join(".")],
    ask: async (signal) => {
      const all = await Promise.all(ids.map((id) => getCaptures(id, signal)));
      return Object.fromEntries(ids.map((id, i) => [id, all[i] ?? {}]));
    },
    when: ids.length > 0,
  });
}

/** Runs of a project that one may add: the newest whose name holds a text. */
export function useCandidates(project: string, name: string): Answer<readonly Run[]> {
  const query = name === "" ? "" : `name ilike '%${name.replaceAll("'", "''")}%'`;
  return useAnswer({
    key: ["candidates", project, query],
    ask: async (signal) => {
      const fields = { params: [], metrics: [], tags: [] };
      return (await searchRuns({ project, query, limit: CANDIDATES, fields }, signal)).runs;
    },
  });
}

const CANDIDATES = 30;

/** All files of two runs, the folders below each other; an empty id has none. */
export function useFilesOf(pair: readonly [string, string]): Answer<FilePair> {
  return useAnswer({
    key: ["files of", ...pair],
    ask: async (signal) => {
      const [before, after] = await Promise.all(
        pair.map((id) => (id === "" ? [] : filesOf(id, signal))),
      );
      return { before: before ?? [], after: after ?? [] };
    },
  });
}

export interface FilePair {
  readonly before: readonly Artifact[];
  readonly after: readonly Artifact[];
}

/** A file of a run; null is no file, whose text is empty. */
export interface FileOf {
  readonly run: string;
  readonly file: Artifact | null;
}

/** The texts of two files. */
export function useTexts(before: FileOf, after: FileOf): Answer<readonly [string, string]> {
  const sides = [before, after] as const;
  return useAnswer({
    key: ["texts of", ...sides.map(({ run, file }) => [run, file?.path, file?.sha256])],
    ask: async (signal) => {
      const [a, b] = await Promise.all(
        sides.map(({ run, file }) =>
          file === null ? "" : fetchArtifactText(run, file.path, file.step, signal),
        ),
      );
      return [a ?? "", b ?? ""] as const;
    },
  });
}

/** The files of a run, without its folders. */
async function filesOf(run: string, signal: AbortSignal): Promise<readonly Artifact[]> {
  return (await listAllArtifacts(run, signal)).flatMap((entry) => entry.artifact ?? []);
}
