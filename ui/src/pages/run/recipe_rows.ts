/** A recipe as rows: what is known of each group in a few words, and what is missing. */
import type { Recipe } from "~/data/lineage";
import { isObject, type Json, textAt } from "~/lib/json";

export interface RecipeRow {
  readonly group: string;
  readonly state: "whole" | "partly" | "absent";
  readonly said: string;
  readonly digest: string;
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

type Facts = Json | undefined;

const SAID: Readonly<Record<string, (facts: Facts) => string>> = {
  code: (facts) => textAt(facts, "script") || named(at(facts, "source"), "tree") || "known",
  env: (facts) =>
    `Python ${textAt(facts, "python", "version")}, ${named(at(facts, "packages"), "package")}`,
  data: (facts) => {
    const names = [...keys(at(facts, "datasets")), ...keys(at(facts, "files"))];
    const all = [...new Set(names)];
    const more = all.length > 3 ? ` and ${all.length - 3} more` : "";
    return all.length === 0 ? "none was read" : all.slice(0, 3).join(", ") + more;
  },
  config: (facts) => named(at(facts, "params"), "param"),
  command: (facts) => {
    const words = at(facts, "arguments");
    const program = textAt(facts, "program") || textAt(facts, "form");
    return [program, ...(Array.isArray(words) ? words.map(String) : [])].join(" ");
  },
  seed: (facts) =>
    keys(facts)
      .filter((name) => name !== "calls")
      .map((name) => `${name} ${textAt(facts, name, "seed")}`)
      .join(", "),
  hardware: (facts) => {
    const gpus = at(facts, "gpus");
    const names = Array.isArray(gpus) ? gpus.map(String) : [];
    return [textAt(facts, "cpu"), ...(names.length > 0 ? names : ["no GPU"])].join(", ");
  },
};

/** The groups in the order in which one would make a run again. */
export function recipeRows(recipe: Recipe): RecipeRow[] {
  const facts: { readonly [group: string]: Facts } = recipe.facts as { [group: string]: Json };
  return Object.keys(SAID).map((group) => {
    const digest = recipe.digests[group] ?? "";
    const missing = recipe.missing.filter((one) => one.group === group);
    const known = digest === "" ? "absent" : missing.length > 0 ? "partly" : "whole";
    const said = digest === "" ? "" : (SAID[group]?.(facts[group]) ?? "");
    return { group, state: known, said, digest, missing };
  });
}

function at(facts: Facts, name: string): Facts {
  return isObject(facts) ? facts[name] : undefined;
}

function keys(facts: Facts): string[] {
  return isObject(facts) ? Object.keys(facts) : [];
}

function named(facts: Facts, noun: string): string {
  const count = keys(facts).length;
  return count === 0 ? `no ${noun}s` : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
