/** The registry as pages see it: asked once, asked again after each change that is made here. */
import {
  checkAudit,
  createModel,
  createVersion,
  deleteAlias,
  deleteModel,
  deleteVersion,
  fetchModelText,
  getAudit,
  getLineage,
  getLoggedModel,
  getModel,
  getRollback,
  getVersion,
  listModelFiles,
  listModels,
  type ModelPage,
  type ModelPatch,
  modelFileUrl,
  moveVersion,
  patchModel,
  patchVersion,
  putAlias,
  rollBack,
  type StageChange,
  searchVersions,
} from "~/api/models";
import { getCaptures, getRun, searchRuns } from "~/api/runs";
import type {
  Artifact,
  AuditCheck,
  AuditEntry,
  LoggedModel,
  ModelVersion,
  RegisteredModel,
  Run,
  RunLineage,
  Stage,
} from "~/api/types";
import { type Answer, queries, useAnswer } from "~/data/query";
import type { Json } from "~/lib/json";

export type {
  Artifact,
  AuditEntry,
  LoggedModel,
  MetricStats,
  ModelVersion,
  RegisteredModel,
  Run,
  RunLineage,
  Stage,
} from "~/api/types";
export { modelFileUrl };

/** Models in the list, and versions in the table of one; the search narrows them. */
export const MODELS_SHOWN = 200;
export const VERSIONS_SHOWN = 500;

/** Models that a text finds: by the query language, or, of a bare word, by name. */
export function useModels(text: string): Answer<ModelPage> {
  const query = modelQuery(text);
  return useAnswer({
    key: ["models", query],
    ask: (signal) => listModels({ query, limit: MODELS_SHOWN }, signal),
  });
}

/** A bare word is part of a name; everything else is a query. */
export function modelQuery(text: string): string {
  const bare = text.trim();
  if (bare === "" || /[=<>'"`]|\s(like|ilike|in|is|not)\s/i.test(bare)) return bare;
  return `name ilike '%${bare}%'`;
}

export function useModel(model: string): Answer<RegisteredModel> {
  return useAnswer({ key: ["model", model], ask: (signal) => getModel(model, signal) });
}

/** Versions of a model, the highest number first. */
export function useVersions(model: string): Answer<readonly ModelVersion[]> {
  return useAnswer({
    key: ["model", model, "versions"],
    ask: async (signal) => {
      const query = `name = '${model.replaceAll("'", "''")}'`;
      const search = { query, limit: VERSIONS_SHOWN, order_by: ["version DESC"] };
      return (await searchVersions(search, signal)).versions;
    },
  });
}

export function useVersion(model: string, version: string): Answer<ModelVersion> {
  return useAnswer({
    key: ["model", model, "versions", version],
    ask: (signal) => getVersion(model, version, signal),
  });
}

/** The runs that made some versions, by id; those that are gone are left out. */
export function useRunsOf(versions: readonly ModelVersion[]): Answer<ReadonlyMap<string, Run>> {
  const ids = [...new Set(versions.flatMap((version) => version.run ?? []))].slice(0, RUNS_SHOWN);
  return useAnswer({
    key: ["runs of versions", ids.join(".")],
    ask: async (signal) => {
      const query = `id in (${ids.map((id) => `'${id}'`).join(", ")})`;
      const { runs } = await searchRuns({ query, deleted: null, limit: ids.length }, signal);
      return new Map(runs.map((run) => [run.id, run]));
    },
    when: ids.length > 0,
  });
}

/** Runs whose metrics stand in the table of versions. */
const RUNS_SHOWN = 200;

/** The version that a rollback would bring back. */
export function useRollback(model: string): Answer<ModelVersion> {
  return useAnswer({
    key: ["rollback", model],
    ask: (signal) => getRollback(model, signal),
  });
}

export interface History {
  readonly entries: readonly AuditEntry[];
  /** Whether older entries are left out. */
  readonly more: boolean;
}

/** What happened to a model, the newest first. */
export function useHistory(model: string, limit: number): Answer<History> {
  return useAnswer({
    key: ["model", model, "audit", limit],
    ask: async (signal) => {
      const { entries, cursor } = await getAudit(model, { limit }, signal);
      return { entries, more: cursor !== null };
    },
  });
}

/** Whether the whole audit is as it was written. */
export function useAuditCheck(): Answer<AuditCheck> {
  return useAnswer({ key: ["audit check"], ask: checkAudit });
}

/** Where a version comes from: its run, and what was captured of it. */
export interface Origin {
  readonly run: Run;
  readonly captures: { readonly [section: string]: Json };
}

export function useOrigin(run: string | null): Answer<Origin> {
  return useAnswer({
    key: ["origin", run],
    ask: async (signal) => {
      const id = run ?? "";
      const [found, captures] = await Promise.all([getRun(id, signal), getCaptures(id, signal)]);
      return { run: found, captures };
    },
    when: run !== null,
  });
}

/** What a run took in and gave out. */
export function useLineage(run: string): Answer<RunLineage> {
  return useAnswer({ key: ["lineage", run], ask: (signal) => getLineage(run, signal) });
}

export function useLoggedModel(model: string | null): Answer<LoggedModel> {
  return useAnswer({
    key: ["logged model", model],
    ask: (signal) => getLoggedModel(model ?? "", signal),
    when: model !== null,
  });
}

export function useModelFiles(model: string): Answer<readonly Artifact[]> {
  return useAnswer({
    key: ["logged model", model, "files"],
    ask: (signal) => listModelFiles(model, signal),
  });
}

export function useModelText(model: string, path: string): Answer<string> {
  return useAnswer({
    key: ["logged model", model, "text", path],
    ask: (signal) => fetchModelText(model, path, signal),
  });
}

/** A version to be made, and where it shall stand. */
export interface Registration {
  readonly name: string;
  readonly source: string;
  readonly stage: Stage;
  readonly reason: string;
}

/** Makes a version, and its model when that is new, and moves it to its stage. */
async function register({ name, source, stage, reason }: Registration): Promise<ModelVersion> {
  const query = `name = '${name.replaceAll("'", "''")}'`;
  const { total } = await listModels({ query, limit: 1 });
  if (total === 0) await createModel(name);
  const made = await createVersion(name, source);
  if (stage === "None") return made;
  const archive = stage === "Production";
  return moveVersion(name, made.version, { stage, archive, reason });
}

/** Changes of the registry; each asks again for what it may have changed. */
export const registry = {
  register: (wish: Registration) => changed(register(wish)),
  describe: (model: string, patch: ModelPatch) => changed(patchModel(model, patch)),
  describeVersion: (model: string, version: number, patch: Omit<ModelPatch, "name">) =>
    changed(patchVersion(model, version, patch)),
  move: (model: string, version: number, change: StageChange) =>
    changed(moveVersion(model, version, change)),
  rollBack: (model: string, reason: string) => changed(rollBack(model, reason)),
  point: (model: string, alias: string, version: number, reason: string) =>
    changed(putAlias(model, alias, { version, reason })),
  dropAlias: (model: string, alias: string) => changed(deleteAlias(model, alias)),
  remove: async (model: string) => {
    const gone = await deleteModel(model);
    // Whoever still shows it must not ask for it again.
    queries.removeQueries({ queryKey: ["model", model] });
    void queries.invalidateQueries({ queryKey: ["models"] });
    return gone;
  },
  removeVersion: async (model: string, version: number) => {
    const left = await deleteVersion(model, version);
    queries.removeQueries({ queryKey: ["model", model, "versions", String(version)] });
    return changed(Promise.resolve(left));
  },
} as const;

async function changed<T>(work: Promise<T>): Promise<T> {
  const done = await work;
  // It may hold no longer, and whoever asked for it is about to close.
  queries.removeQueries({ queryKey: ["rollback"] });
  for (const key of ["models", "model", "audit check", "origin"]) {
    void queries.invalidateQueries({ queryKey: [key] });
  }
  return done;
}
