/** Keys in groups, as one looks for them: by what they are, and by the part before the last slash. */
import type { KeyCount } from "~/data/projects";

export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly KeyCount[];
}

const KINDS = { param: "Params", metric: "Metrics", tag: "Tags", summary: "Summary" } as const;

/** Groups of keys: each kind, and in it what has no prefix first. */
export function keyGroups(keys: readonly KeyCount[]): KeyGroup[] {
  const found = new Map<string, KeyCount[]>();
  for (const kind of ["metric", "param", "tag", "summary"] as const) {
    const ofKind = keys.filter((key) => key.kind === kind);
    for (const prefix of ["", ...prefixes(ofKind)]) {
      const members = ofKind.filter((key) => prefixOf(key.key) === prefix);
      const title = prefix === "" ? KINDS[kind] : `${KINDS[kind]} · ${prefix}`;
      if (members.length > 0) found.set(title, members);
    }
  }
  return [...found].map(([title, members]) => ({ title, keys: members }));
}

function prefixes(keys: readonly KeyCount[]): string[] {
  const all = new Set(keys.map((key) => prefixOf(key.key)).filter((prefix) => prefix !== ""));
  return [...all].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}

function prefixOf(key: string): string {
  const cut = key.indexOf("/");
  return cut <= 0 ? "" : `${key.slice(0, cut)}/`;
}
