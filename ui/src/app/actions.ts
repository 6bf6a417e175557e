/** What can be done anywhere: by a key, or from the command palette. */
import { routeOf } from "~/app/routes";
import { toggleHelp } from "~/components/shortcuts";
import { togglePause } from "~/data/live";
import type { IconName } from "~/lib/icons";
import { hash, links, navigate, path } from "~/lib/location";
import { toggleTheme } from "~/lib/theme";

interface Action {
  readonly key: string;
  readonly label: string;
  readonly icon: IconName;
  readonly run: () => void;
}

/** The project one is in, or null. */
export function currentProject(): string | null {
  const route = routeOf(path.value, hash.value);
  return route !== null && "project" in route ? route.project : null;
}

/** Goes to a page of the project one is in, or home when one is in none. */
function goTo(page: (project: string) => string): void {
  const project = currentProject();
  navigate(project === null ? links.home() : page(project));
}

export const GO: readonly Action[] = [
  { key: "g h", label: "Go home", icon: "home", run: () => navigate(links.home()) },
  {
    key: "g r",
    label: "Go to the runs of the project",
    icon: "table",
    run: () => goTo(links.runs),
  },
  {
    key: "g p",
    label: "Go to the overview of the project",
    icon: "note",
    run: () => goTo(links.project),
  },
  {
    key: "g m",
    label: "Go to registered models",
    icon: "cube",
    run: () => navigate(links.models()),
  },
];

export const ANYWHERE: readonly Action[] = [
  { key: "?", label: "Keyboard shortcuts", icon: "keyboard", run: toggleHelp },
  { key: "t", label: "Light or dark", icon: "moon", run: toggleTheme },
  { key: "L", label: "Pause or resume live updates", icon: "bolt", run: togglePause },
];

export const ACTIONS: readonly Action[] = [...GO, ...ANYWHERE];
