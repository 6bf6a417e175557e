/** What the command palette looks for on the server. */
import { listModelNames } from "~/api/overview";
import { listKeys, searchRuns } from "~/api/runs";
import type { Run } from "~/api/types";
import { type Answer, useAnswer } from "~/data/query";

const RUNS_FOUND = 8;
const METRICS_FOUND = 6;
const MODELS_KNOWN = 500;

/** As ids look: nobody names runs so, but everybody pastes them. */
const ID = /^[0-9a-f]{8,64}$/;

const BARE = { params: [], metrics: [], tags: [] };

/** Runs whose name holds the text, in any project, or the run with that id. */
export function useFoundRuns(text: string): Answer<readonly Run[]> {
  return useAnswer({
    key: ["found-runs", text],
    ask: (signal) => findRuns(text, signal),
    when: text !== "",
  });
}

async function findRuns(text: string, signal: AbortSignal): Promise<readonly Run[]> {
  const query = ID.test(text)
    ? `id LIKE '${text}%' or name ILIKE '%${text}%'`
    : `name ILIKE '%${likely(text)}%'`;
  return (await searchRuns({ query, limit: RUNS_FOUND, fields: BARE }, signal)).runs;
}

/** The text inside a LIKE: quotes doubled; what LIKE means something by stands for any letter. */
function likely(text: string): string {
  return text
    .replace(/[%_\\]/g, "_")
    .replaceAll("'", "''")
    .slice(0, 100);
}

/** Metrics of a project whose name holds the text. */
export function useFoundMetrics(project: string | null, text: string): Answer<readonly string[]> {
  return useAnswer({
    key: ["found-metrics", project, text],
    ask: async (signal) => {
      const asked = { project: project ?? "", kind: "metric", contains: text } as const;
      const keys = await listKeys({ ...asked, limit: METRICS_FOUND }, signal);
      return keys.map((one) => one.key);
    },
    when: project !== null && text !== "",
  });
}

/** Names of registered models. */
export function useModelNames(): Answer<readonly string[]> {
  return useAnswer({
    key: ["model-names"],
    ask: async (signal) => (await listModelNames(MODELS_KNOWN, signal)).map((model) => model.name),
  });
}
