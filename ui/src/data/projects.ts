/** Projects, and what runs in them. */
import { useCallback } from "preact/hooks";
import { listCards, listStorage, type ProjectPatch, patchProject } from "~/api/overview";
import { ensureExperiment, listExperiments, listKeys, listProjects, searchRuns } from "~/api/runs";
import type {
  Experiment,
  KeyCount,
  KeyKind,
  Project,
  ProjectCard,
  Run,
  Storage,
} from "~/api/types";
import { type News, useNews } from "~/data/live";
import { type Answer, queries, useAnswer } from "~/data/query";
import { throttle } from "~/lib/throttle";

export type {
  BestRun,
  Experiment,
  KeyCount,
  KeyKind,
  MetricStats,
  Project,
  ProjectCard,
  Run,
  RunStatus,
  Storage,
} from "~/api/types";

/** Counts in a list need not follow every step of every run. */
const REFRESH_MS = 2_000;
const SHOWN_RUNNING = 12;
const SHOWN_RECENT = 8;

/** Lists over the whole store listen to this alone: it says that some run changed. */
const ANY_RUN = "runs";

/** A listing of names and states needs no documents. */
const BARE = { params: [], metrics: [], tags: [] };

const refreshHome = throttle(() => {
  void queries.invalidateQueries({ queryKey: ["projects"] });
  void queries.invalidateQueries({ queryKey: ["running"] });
  void queries.invalidateQueries({ queryKey: ["recent"] });
  void queries.invalidateQueries({ queryKey: ["activity"] });
}, REFRESH_MS);

export function useProjects(): Answer<readonly Project[]> {
  return useAnswer({ key: ["projects"], ask: listProjects });
}

/** All experiments, those in the trash too. */
export function useExperiments(): Answer<readonly Experiment[]> {
  return useAnswer({ key: ["experiments"], ask: listExperiments });
}

/** The runs that run now, over all projects or in one, and how many there are in all. */
export function useRunning(project?: string): Answer<RunningRuns> {
  const scope = project === undefined ? {} : { project };
  const search = {
    ...scope,
    query: "status = 'running'",
    order_by: ["started DESC"],
    limit: SHOWN_RUNNING,
  };
  return useAnswer({
    key: ["running", project ?? ""],
    ask: (signal) => searchRuns(search, signal),
  });
}

export interface RunningRuns {
  readonly runs: readonly Run[];
  readonly total: number;
}

/** The runs that started last, over all projects. */
export function useRecent(): Answer<readonly Run[]> {
  // By their start: ids of runs that were brought from elsewhere say nothing of time.
  const search = { order_by: ["started DESC"], limit: SHOWN_RECENT, fields: BARE };
  return useAnswer({
    key: ["recent"],
    ask: async (signal) => (await searchRuns(search, signal)).runs,
  });
}

/** Main metric, best runs and activity of these projects, at most 200. */
export function useCards(projects: readonly string[]): Answer<readonly ProjectCard[]> {
  return useAnswer({
    key: ["cards", ...projects],
    ask: (signal) => listCards(projects, signal),
    when: projects.length > 0,
  });
}

/** Bytes that these projects keep, by name. Sizes are summed up by the server: not in a hurry. */
export function useStorage(projects: readonly string[]): Answer<Readonly<Record<string, Storage>>> {
  return useAnswer({
    key: ["storage", ...projects],
    ask: (signal) => listStorage(projects, signal),
    when: projects.length > 0,
  });
}

/** Changes what people say of a project. */
export async function changeProject(project: string, patch: ProjectPatch): Promise<void> {
  await patchProject(project, patch);
  await queries.invalidateQueries({ queryKey: ["projects"] });
  await queries.invalidateQueries({ queryKey: ["cards"] });
}

/** Keeps the lists of the home page true while it is shown. */
export function useHomeNews(): void {
  const hear = useCallback((news: News) => {
    if (news.kind === "runs" || news.kind === "gap") refreshHome();
  }, []);
  useNews(ANY_RUN, hear);
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

/** What a run without an experiment gets, as the client has it. */
const FIRST_EXPERIMENT = "default";

/** Makes a project by its first experiment; nothing changes where it exists. */
export async function makeProject(project: string): Promise<void> {
  await ensureExperiment(project, FIRST_EXPERIMENT);
  refreshHome();
}
