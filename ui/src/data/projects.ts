/** Projects, and what runs in them. */
import { useCallback } from "preact/hooks";
import { listExperiments, listKeys, listProjects, searchRuns } from "~/api/runs";
import type { Experiment, KeyCount, KeyKind, Project, Run } from "~/api/types";
import { type News, useNews } from "~/data/live";
import { type Answer, queries, useAnswer } from "~/data/query";
import { throttle } from "~/lib/throttle";

export type { KeyCount, KeyKind, MetricStats, Project, Run, RunStatus } from "~/api/types";

/** Counts in a list need not follow every step of every run. */
const REFRESH_MS = 2_000;
const SHOWN_RUNNING = 12;

const refreshHome = throttle(() => {
  void queries.invalidateQueries({ queryKey: ["projects"] });
  void queries.invalidateQueries({ queryKey: ["running"] });
}, REFRESH_MS);

export function useProjects(): Answer<readonly Project[]> {
  return useAnswer({ key: ["projects"], ask: listProjects });
}

/** All experiments, those in the trash too. */
export function useExperiments(): Answer<readonly Experiment[]> {
  return useAnswer({ key: ["experiments"], ask: listExperiments });
}

/** The runs that run now, over all projects. */
export function useRunning(): Answer<readonly Run[]> {
  const search = { query: "status = 'running'", order_by: ["started DESC"], limit: SHOWN_RUNNING };
  return useAnswer({
    key: ["running"],
    ask: async (signal) => (await searchRuns(search, signal)).runs,
  });
}

/** Keeps the lists of the home page true while it is shown. */
export function useHomeNews(projects: readonly Project[]): void {
  const hear = useCallback((news: News) => {
    if (news.kind === "run" || news.kind === "gap") refreshHome();
  }, []);
  useNews(projects.map((project) => `project:${project.name}`).join("\t"), hear);
}

/** The picker lists this many of each kind; nobody reads more, and the search narrows them. */
const KEYS_SHOWN = 1_000;

const KEY_KINDS: readonly KeyKind[] = ["metric", "param", "tag"];

/** All names of metrics, params and tags in a project, with how many runs have them. */
export function useKeys(project: string): Answer<readonly KeyCount[]> {
  return useAnswer({
    key: ["keys", project],
    ask: async (signal) => {
      const asked = KEY_KINDS.map((kind) => listKeys({ project, kind, limit: KEYS_SHOWN }, signal));
      return (await Promise.all(asked)).flat();
    },
  });
}
