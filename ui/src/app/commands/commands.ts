/** What the command palette offers, and in what order: runs, projects, metrics, models, actions. */
import { fuzzyMatch, type Match, rank } from "~/lib/fuzzy";
import type { IconName } from "~/lib/icons";

export type CommandKind = "action" | "project" | "run" | "metric" | "model";

export interface Command {
  /** Unique among all that are shown. */
  readonly id: string;
  readonly kind: CommandKind;
  readonly name: string;
  /** Beside the name, such as the project of a run. */
  readonly hint: string;
  readonly icon: IconName;
  /** The key that does the same without the palette. */
  readonly key?: string;
  readonly run: () => void;
}

export interface Found {
  readonly command: Command;
  readonly match: Match;
}

export interface Section {
  readonly title: string;
  readonly found: readonly Found[];
}

const TITLES: Record<CommandKind, string> = {
  run: "Runs",
  project: "Projects",
  metric: "Metrics",
  model: "Models",
  action: "Actions",
};

const SHOWN: Record<CommandKind, number> = { run: 8, project: 6, metric: 6, model: 5, action: 8 };

/** Without a query: what one may do, and where one may go. */
const AT_REST: readonly CommandKind[] = ["project", "action"];

/** The sections for a query, the one with the likeliest hit first; each best first. */
export function sectionsFor(query: string, commands: readonly Command[]): Section[] {
  const text = query.trim();
  const sections: Section[] = [];
  for (const kind of Object.keys(TITLES) as CommandKind[]) {
    if (text === "" && !AT_REST.includes(kind)) continue;
    const found = findIn(
      text,
      commands.filter((one) => one.kind === kind),
    ).slice(0, SHOWN[kind]);
    if (found.length > 0) sections.push({ title: TITLES[kind], found });
  }
  return sections.sort((a, b) => best(b) - best(a));
}

function findIn(text: string, commands: readonly Command[]): Found[] {
  const found = rank(text, commands, (one) => one.name);
  const known = new Set(found.map((one) => one.entry.id));
  // What the server found by something else, such as a run by its id, is a hit all the same.
  const other = commands
    .filter((one) => !known.has(one.id) && (one.kind === "run" || one.kind === "metric"))
    .map((entry) => ({ entry, match: fuzzyMatch("", entry.name) as Match }));
  return [...found, ...other].map(({ entry, match }) => ({ command: entry, match }));
}

function best(section: Section): number {
  return section.found[0]?.match.score ?? 0;
}
