/** Addresses and the pages behind them. */

export type Route =
  | { readonly page: "home" }
  | { readonly page: "project"; readonly project: string }
  | { readonly page: "workspace"; readonly project: string }
  | { readonly page: "run"; readonly project: string; readonly run: string; readonly tab: string }
  | { readonly page: "compare"; readonly project: string }
  | { readonly page: "models" }
  | { readonly page: "model"; readonly model: string }
  | { readonly page: "version"; readonly model: string; readonly version: string }
  | { readonly page: "mlflow"; readonly experiment: string; readonly run: string | null };

const MLFLOW_HASH = /^#\/experiments\/(\d+)(?:\/runs\/([0-9a-z]+))?/;

/** The route of a path, or null when there is no such page. */
export function routeOf(path: string, hash = ""): Route | null {
  const parts = path.split("/").filter(Boolean).map(decode);
  if (parts.length === 0) return routeOfHash(hash) ?? { page: "home" };
  if (parts[0] === "models") return routeOfModels(parts.slice(1));
  const [space, project, part = "runs", run, tab = "overview"] = parts;
  if (space === "p" && parts.length === 2 && project !== undefined) {
    return { page: "project", project };
  }
  if (space === "p" && project !== undefined && part === "compare" && parts.length === 3) {
    return { page: "compare", project };
  }
  if (space !== "p" || project === undefined || part !== "runs" || parts.length > 5) return null;
  return run === undefined ? { page: "workspace", project } : { page: "run", project, run, tab };
}

function routeOfModels(parts: readonly string[]): Route | null {
  const [model, version] = parts;
  if (parts.length > 2) return null;
  if (model === undefined) return { page: "models" };
  return version === undefined ? { page: "model", model } : { page: "version", model, version };
}

/** MLflow's clients print `#/experiments/1/runs/0198…` behind the server's address. */
function routeOfHash(hash: string): Route | null {
  const found = MLFLOW_HASH.exec(hash);
  if (found === null) return null;
  return { page: "mlflow", experiment: found[1] ?? "0", run: found[2] ?? null };
}

/** What the window is called. */
export function titleOf(route: Route | null): string {
  if (route === null) return "Runlore";
  if ("project" in route) return `${route.project} · Runlore`;
  if ("model" in route) return `${route.model} · Runlore`;
  return route.page === "models" ? "Models · Runlore" : "Runlore";
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
