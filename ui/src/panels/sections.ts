/** Which panels a set of runs gets by itself: one for each metric, train and val of one together. */
import { SYSTEM_PREFIX } from "~/lib/system";
import type { MetricFacts } from "~/panels/settings";

/** A panel before it is drawn. */
export interface PanelPlan {
  readonly kind: "line" | "value";
  readonly title: string;
  /** Metrics of the panel, train before val before test. */
  readonly keys: readonly string[];
}

export interface SectionPlan {
  readonly name: string;
  readonly panels: readonly PanelPlan[];
}

const ROLES = ["train", "training", "val", "valid", "validation", "dev", "eval", "test"] as const;
const MAIN_SECTION = "Metrics";
const SYSTEM_SECTION = "system";
const VALUE_SECTION = "Single values";

/**
 * Sections of panels for the metrics of some runs, in the order in which one looks for them. A metric
 * gets a curve when any run has it at two steps; one dot over x would say less than the number.
 */
export function planSections(
  runs: readonly Readonly<Record<string, MetricFacts>>[],
  overTime = false,
): SectionPlan[] {
  const curves = new Set<string>();
  const values = new Set<string>();
  for (const metrics of runs) {
    for (const [key, facts] of Object.entries(metrics)) {
      (isSingle(facts, overTime) ? values : curves).add(key);
    }
  }
  const single = [...values].filter((key) => !curves.has(key)).sort();
  const isSystem = (key: string) => key.startsWith(SYSTEM_PREFIX);
  return [
    ...curveSections([...curves].filter((key) => !isSystem(key))),
    ...valueSection(
      VALUE_SECTION,
      single.filter((key) => !isSystem(key)),
    ),
    ...curveSections([...curves].filter(isSystem)),
    ...valueSection(`${SYSTEM_PREFIX}values`, single.filter(isSystem)),
  ];
}

function valueSection(name: string, keys: readonly string[]): SectionPlan[] {
  if (keys.length === 0) return [];
  const panels = keys.map((key) => ({ kind: "value", title: key, keys: [key] }) as const);
  return [{ name, panels }];
}

/**
 * Whether a metric is one number of a run: logged without a step, or at one step alone. On an axis of
 * time several points of one step lie apart, as those of clients that log without steps do.
 */
function isSingle({ first_step, last_step, count }: MetricFacts, overTime: boolean): boolean {
  if (first_step === null && last_step === null) return true;
  return first_step === last_step && !(overTime && count > 1);
}

function curveSections(keys: readonly string[]): SectionPlan[] {
  const families = new Map<string, string[]>();
  for (const key of keys) {
    const family = familyOf(key);
    families.set(family, [...(families.get(family) ?? []), key]);
  }
  const sections = new Map<string, PanelPlan[]>();
  for (const [family, members] of families) {
    const title = members.length > 1 ? family : (members[0] ?? family);
    const name = sectionOf(title);
    const panel = { kind: "line", title, keys: members.sort(byRole) } as const;
    sections.set(name, [...(sections.get(name) ?? []), panel]);
  }
  return [...withoutLonely(sections)]
    .sort(([a], [b]) => bySection(a, b))
    .map(([name, panels]) => ({ name, panels: panels.sort(byTitle) }));
}

/**
 * Headings above one panel each say nothing and push the panels apart: such a panel stands with those
 * of the folder above, and what is alone at the top stands in the main section.
 */
function withoutLonely(sections: ReadonlyMap<string, PanelPlan[]>): Map<string, PanelPlan[]> {
  const kept = new Map<string, PanelPlan[]>();
  let hasMoved = false;
  for (const [name, panels] of sections) {
    const home = panels.length === 1 ? sectionAbove(name) : name;
    hasMoved ||= home !== name;
    kept.set(home, [...(kept.get(home) ?? []), ...panels]);
  }
  return hasMoved ? withoutLonely(kept) : kept;
}

function sectionAbove(name: string): string {
  return name.startsWith(SYSTEM_SECTION) ? name : sectionOf(name);
}

/** The metric without the word that says on which data it was measured. */
export function familyOf(key: string): string {
  const parts = key.split("/");
  const rest = parts.filter((part) => !isRole(part));
  if (rest.length > 0 && rest.length < parts.length) return rest.join("/");
  const last = parts.at(-1) ?? "";
  const words = last.split("_");
  const kept = words.filter((word, i) => !(isRole(word) && (i === 0 || i === words.length - 1)));
  if (kept.length === 0 || kept.length === words.length) return key;
  return [...parts.slice(0, -1), kept.join("_")].join("/");
}

function isRole(word: string): boolean {
  return ROLES.some((role) => role === word.toLowerCase());
}

function roleRank(key: string): number {
  const words = key.toLowerCase().split(/[/_]/);
  return ROLES.findIndex((role) => words.includes(role));
}

function byRole(a: string, b: string): number {
  return roleRank(a) - roleRank(b) || a.localeCompare(b);
}

function sectionOf(title: string): string {
  const cut = title.lastIndexOf("/");
  return cut < 0 ? MAIN_SECTION : title.slice(0, cut);
}

function bySection(a: string, b: string): number {
  return Number(b === MAIN_SECTION) - Number(a === MAIN_SECTION) || byNumber.compare(a, b);
}

/** layer_2 before layer_10. */
const byNumber = new Intl.Collator(undefined, { numeric: true });

/** Loss first, then accuracy: what everybody looks at stands on the left. */
const FIRST = ["loss", "acc"] as const;

function byTitle(a: PanelPlan, b: PanelPlan): number {
  return importance(a.title) - importance(b.title) || byNumber.compare(a.title, b.title);
}

function importance(title: string): number {
  const found = FIRST.findIndex((word) => title.toLowerCase().includes(word));
  return found < 0 ? FIRST.length : found;
}
