/** Installed packages of two runs. */
import type { Json } from "~/lib/json";

export interface PackageChange {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly change: "same" | "changed" | "added" | "removed";
}

/** All packages of both by name, those that differ first. */
export function diffPackages(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): PackageChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => changeOf(name, versionOf(before[name]), versionOf(after[name])))
    .sort(
      (a, b) =>
        Number(a.change === "same") - Number(b.change === "same") || a.name.localeCompare(b.name),
    );
}

function versionOf(value: Json | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function changeOf(name: string, before: string | null, after: string | null): PackageChange {
  if (before === after) return { name, before, after, change: "same" };
  if (before === null) return { name, before, after, change: "added" };
  return { name, before, after, change: after === null ? "removed" : "changed" };
}
