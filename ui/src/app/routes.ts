/** Addresses and the pages behind them. */

export type Route =
  | { readonly page: "home" }
  | { readonly page: "workspace"; readonly project: string }
  | { readonly page: "run"; readonly project: string; readonly run: string; readonly tab: string };

/** The route of a path, or null when there is no such page. */
export function routeOf(path: string): Route | null {
  const parts = path.split("/").filter(Boolean).map(decode);
  if (parts.length === 0) return { page: "home" };
  const [space, project, part = "runs", run, tab = "overview"] = parts;
  if (space !== "p" || project === undefined || part !== "runs" || parts.length > 5) return null;
  return run === undefined ? { page: "workspace", project } : { page: "run", project, run, tab };
}

/** What the window is called. */
export function titleOf(route: Route | null): string {
  return route === null || route.page === "home" ? "Runlore" : `${route.project} · Runlore`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
