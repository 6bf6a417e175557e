/** Keys in groups, as one looks for them: by what they are, and by the part before the last slash. */
import type { KeyCount } from "~/data/projects";

export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly KeyCount[];
}

const KINDS = { param: "Params", metric: "Metrics", tag: "Tags", summary: "Summary" } as const;

/** Groups of keys: each kind, and in it what has no prefix first. What was searched is few: by kind. */
export function keyGroups(keys: readonly KeyCount[], searched: boolean): KeyGroup[] {
  return (["metric", "param", "tag", "summary"] as const).flatMap((kind) => {
    const ofKind = keys.filter((key) => key.kind === kind);
    const all = searched ? [""] : ["", ...prefixes(ofKind)];
    const groups = all.map((prefix) => ({
      title: prefix === "" ? KINDS[kind] : `${KINDS[kind]} · ${prefix}`,
      keys: ofKind.filter((key) => searched || prefixOf(key.key) === prefix),
    }));
    return groups.filter((group) => group.keys.length > 0);
  });
}

function prefixes(keys: readonly KeyCount[]): string[] {
  const all = new Set(keys.map((key) => prefixOf(key.key)).filter((prefix) => prefix !== ""));
  return [...all].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}

function prefixOf(key: string): string {
  const cut = key.indexOf("/");
  return cut <= 0 ? "" : `${key.slice(0, cut)}/`;
}
