/** Entries of the audit in words. */
import type { AuditEntry } from "~/data/models";

/** Longer values are cut: descriptions stand in the audit whole. */
const MAX_CHARS = 60;

/** What an entry says, in one sentence; an action that is not known is told as it stands. */
export function sentenceOf(entry: AuditEntry): string {
  const what = entry.version === null ? "Model" : `v${entry.version}`;
  switch (entry.action) {
    case "create":
      return entry.version === null ? `${what} made` : `${what} registered`;
    case "rename":
      return `Renamed from ${told(entry.from)} to ${told(entry.to)}`;
    case "describe":
      return `${what} described anew`;
    case "tag":
      return tagText(what, entry);
    case "alias":
      return aliasText(entry);
    case "stage":
      return `${what} moved from ${told(entry.from)} to ${told(entry.to)}`;
    case "rollback":
      return `Rolled back to ${what}`;
    case "delete":
      return `${what} deleted`;
    default:
      return `${what}: ${entry.action} ${entry.key} ${told(entry.from)} → ${told(entry.to)}`;
  }
}

function tagText(what: string, { key, from, to }: AuditEntry): string {
  if (to === null) return `${what}: tag ${key} removed`;
  if (from === null) return `${what}: tag ${key} set to ${told(to)}`;
  return `${what}: tag ${key} changed from ${told(from)} to ${told(to)}`;
}

function aliasText({ key, from, to }: AuditEntry): string {
  if (to === null) return `@${key} removed from v${told(from)}`;
  if (from === null) return `@${key} set to v${to}`;
  return `@${key} moved from v${from} to v${to}`;
}

function told(value: string | null): string {
  if (value === null) return "nothing";
  return value.length > MAX_CHARS ? `${value.slice(0, MAX_CHARS)}…` : value;
}
