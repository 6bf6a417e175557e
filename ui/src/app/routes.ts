/** Addresses and the pages behind them. A page is loaded when somebody goes there first. */
import type { ComponentType } from "preact";

export interface Route {
  /** Where one is, for the head of the page. */
  readonly crumbs: readonly string[];
  readonly title: string;
  /** Names the page: another one begins afresh. */
  readonly key: string;
  readonly load: () => Promise<ComponentType>;
}

/** The route of a path, or null when there is no such page. */
export function routeOf(path: string): Route | null {
  const parts = path.split("/").filter(Boolean).map(decode);
  if (parts.length === 0) return homeRoute();
  const [space, project, part, run, tab = "overview"] = parts;
  if (space !== "p" || project === undefined) return null;
  if (part === undefined || (part === "runs" && run === undefined)) return workspaceRoute(project);
  if (part !== "runs" || run === undefined || parts.length > 5) return null;
  return runRoute(project, run, tab);
}

function homeRoute(): Route {
  const load = async () => (await import("~/pages/home/Home")).Home;
  return { crumbs: [], title: "Projects", key: "home", load };
}

function workspaceRoute(project: string): Route {
  const load = async () => {
    const { Workspace } = await import("~/pages/workspace/Workspace");
    return () => Workspace({ project });
  };
  return { crumbs: [project], title: project, key: `runs ${project}`, load };
}

function runRoute(project: string, run: string, tab: string): Route {
  const load = async () => {
    const { RunPage } = await import("~/pages/run/RunPage");
    return () => RunPage({ project, run, tab });
  };
  return { crumbs: [project], title: project, key: `run ${run}`, load };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
