/** Where a version comes from, as nodes and edges: data, code, environment, run, model, versions. */
import type { LoggedModel, ModelVersion, Run, RunLineage } from "~/data/models";
import { isObject, type Json, textAt } from "~/lib/json";
import { links } from "~/lib/location";

export type NodeKind = "data" | "code" | "environment" | "model" | "run" | "version";

export interface LineageNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly detail: string;
  /** Address of its screen; empty when it has none. */
  readonly to: string;
  /** The version whose page this is. */
  readonly isHere: boolean;
}

export interface LineageGraph {
  readonly nodes: readonly LineageNode[];
  /** From → to, by ids. */
  readonly edges: readonly (readonly [string, string])[];
}

export interface LineageFacts {
  readonly version: ModelVersion;
  readonly run: Run;
  readonly lineage: RunLineage;
  readonly captures: { readonly [section: string]: Json };
  readonly versions: readonly ModelVersion[];
}

/** Other versions of the same run that are drawn; more would hide the one that is asked for. */
const OTHERS = 5;

/** The graph of a version. */
export function lineageOf(facts: LineageFacts): LineageGraph {
  const { run, lineage, captures } = facts;
  const runNode = node("run", run.id, run.name, run.project, links.run(run.project, run.id));
  const before = [...dataNodes(lineage), ...inputModels(lineage), ...madeWith(run, captures)];
  const made = lineage.outputs.map(({ model }) => modelNode(model));
  const versions = versionNodes(facts);
  const edges: [string, string][] = [
    ...before.map((one): [string, string] => [one.id, runNode.id]),
    ...made.map((one): [string, string] => [runNode.id, one.id]),
    ...versions.map(([one, model]): [string, string] => [
      parentOf(model, made, runNode.id),
      one.id,
    ]),
  ];
  const all = [...before, runNode, ...made, ...versions.map(([one]) => one)];
  // A run may take in what it made before: drawn once.
  const nodes = all.filter((one, i) => all.findIndex((other) => other.id === one.id) === i);
  return { nodes, edges };
}

/** The model that a version is, when the run tells of it; else the run itself. */
function parentOf(model: string | null, made: readonly LineageNode[], run: string): string {
  return made.find((one) => one.id === `model ${model}`)?.id ?? run;
}

type NodeFacts = readonly [kind: NodeKind, id: string, title: string, detail: string, to: string];

function node(...[kind, id, title, detail, to]: NodeFacts): LineageNode {
  return { id: `${kind} ${id}`, kind, title, detail, to, isHere: false };
}

function dataNodes(lineage: RunLineage): LineageNode[] {
  return lineage.inputs.map(({ dataset, tags }) => {
    const detail = [tags["context"], dataset.digest.slice(0, 8)].filter(Boolean).join(" · ");
    return node("data", `${dataset.name} ${dataset.digest}`, dataset.name, detail, "");
  });
}

function inputModels(lineage: RunLineage): LineageNode[] {
  return lineage.model_inputs.map((model) => modelNode(model));
}

function modelNode(model: LoggedModel): LineageNode {
  const detail = [model.model_type, model.step === null ? "" : `step ${model.step}`];
  return node("model", model.id, model.name, detail.filter(Boolean).join(" · ") || "model", "");
}

function madeWith(run: Run, captures: LineageFacts["captures"]): LineageNode[] {
  const { git, python, packages } = captures;
  const nodes: LineageNode[] = [];
  const commit = textAt(git, "commit");
  if (commit !== "") {
    const isDirty = isObject(git) && git["dirty"] === true;
    const detail = [textAt(git, "branch"), isDirty ? "changed since" : ""];
    const to = links.run(run.project, run.id, "code");
    nodes.push(node("code", commit, commit.slice(0, 10), detail.filter(Boolean).join(" · "), to));
  }
  const version = textAt(python, "version");
  if (version !== "" || isObject(packages)) {
    const count = isObject(packages) ? `${Object.keys(packages).length} packages` : "";
    const to = links.run(run.project, run.id, "environment");
    nodes.push(node("environment", run.id, `Python ${version}`.trim(), count, to));
  }
  return nodes;
}

function versionNodes(facts: LineageFacts): [LineageNode, string | null][] {
  const { version, versions } = facts;
  const isThis = (one: ModelVersion) =>
    one.model === version.model && one.version === version.version;
  const others = versions.filter((one) => !isThis(one)).slice(0, OTHERS);
  return [version, ...others].map((one) => {
    const title = `${one.model} v${one.version}`;
    const to = links.version(one.model, one.version);
    const detail = [
      one.stage === "None" ? "no stage" : one.stage,
      ...one.aliases.map((a) => `@${a}`),
    ];
    const made = node("version", title, title, detail.join(" · "), to);
    return [{ ...made, isHere: isThis(one) }, one.logged_model];
  });
}
