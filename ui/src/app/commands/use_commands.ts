/** Everything that the command palette can find for a query. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { ACTIONS } from "~/app/actions";
import type { Command } from "~/app/commands/commands";
import { useFoundMetrics, useFoundRuns, useModelNames } from "~/data/finding";
import { type Project, type Run, useProjects } from "~/data/projects";
import { links, navigate } from "~/lib/location";
import { STATUS_LOOKS } from "~/lib/status";

/** The server is asked when the typing pauses. */
const PAUSE_MS = 120;

export function useCommands(
  project: string | null,
  query: string,
): { readonly commands: readonly Command[]; readonly searching: boolean } {
  const asked = usePaused(query.trim());
  const projects = useProjects().data;
  const runs = useFoundRuns(asked);
  const metrics = useFoundMetrics(project, asked).data;
  const models = useModelNames().data;
  const commands = useMemo(
    () => [
      ...ACTIONS.map(actionCommand),
      ...(projects ?? []).map(projectCommand),
      ...(runs.data ?? []).map(runCommand),
      ...(project === null ? [] : (metrics ?? []).map((key) => metricCommand(project, key))),
      ...(models ?? []).map(modelCommand),
    ],
    [projects, runs.data, project, metrics, models],
  );
  const searching = query.trim() !== "" && (asked !== query.trim() || runs.data === undefined);
  return { commands, searching: searching && runs.error === null };
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

function actionCommand(action: (typeof ACTIONS)[number]): Command {
  const { label: name, key, icon, run } = action;
  return { id: `action-${key}`, kind: "action", name, hint: "", icon, key, run };
}

function projectCommand(project: Project): Command {
  return {
    id: `project-${project.name}`,
    kind: "project",
    name: project.name,
    hint: `${project.runs} runs`,
    icon: "folder",
    run: () => navigate(links.runs(project.name)),
  };
}

function runCommand(run: Run): Command {
  return {
    id: `run-${run.id}`,
    kind: "run",
    name: run.name,
    hint: `${STATUS_LOOKS[run.status].word} · ${run.project} · ${run.id.slice(0, 12)}`,
    icon: STATUS_LOOKS[run.status].icon,
    run: () => navigate(links.run(run.project, run.id)),
  };
}

function metricCommand(project: string, key: string): Command {
  const query = new URLSearchParams({ find: key });
  return {
    id: `metric-${key}`,
    kind: "metric",
    name: key,
    hint: `charts of ${project}`,
    icon: "chart",
    run: () => navigate(`${links.runs(project)}?${query}`),
  };
}

function modelCommand(name: string): Command {
  return {
    id: `model-${name}`,
    kind: "model",
    name,
    hint: "registered model",
    icon: "cube",
    run: () => navigate(`${links.models()}/${encodeURIComponent(name)}`),
  };
}
