/** A run with its neighbours as boxes and arrows. */
import type { Family } from "~/data/lineage";
import type { Run } from "~/data/projects";
import { links } from "~/lib/location";

export interface LineageNode {
  readonly id: string;
  readonly kind: "dataset" | "model" | "run" | "this run" | "parent" | "child";
  readonly name: string;
  readonly note: string;
  readonly to: string | null;
}

/** From which box to which. */
export type LineageEdge = readonly [string, string];

/** Boxes of one side in the picture; all are in the list. */
const DRAWN = 8;

export interface LineageGroup {
  readonly title: string;
  readonly nodes: readonly LineageNode[];
  readonly isSource: boolean;
}

/** The neighbours by what they are. */
export function lineageGroups(run: Run, family: Family): LineageGroup[] {
  return [...sources(run, family), ...results(run, family)].filter(
    (group) => group.nodes.length > 0,
  );
}

function sources(run: Run, family: Family): LineageGroup[] {
  const parent = run.parent === null ? [] : [run.parent];
  return [
    {
      title: "Parent",
      isSource: true,
      nodes: parent.map((id) =>
        node("parent", id, family.parent?.name ?? id, "parent run", links.run(run.project, id)),
      ),
    },
    {
      title: "Datasets",
      isSource: true,
      nodes: family.inputs.map(({ dataset, tags }) => {
        const note = noteOf(dataset.digest, tags["context"]);
        return node("dataset", `${dataset.name} ${dataset.digest}`, dataset.name, note, null);
      }),
    },
    {
      title: "Models taken in",
      isSource: true,
      nodes: family.model_inputs.map((model) => {
        const to = model.run === null ? null : links.run(run.project, model.run);
        return node("model", model.id, model.name, "model", to);
      }),
    },
  ];
}

function results(run: Run, family: Family): LineageGroup[] {
  return [
    {
      title: "Models made",
      isSource: false,
      nodes: family.outputs.map(({ model, step }) => {
        const note = step === null ? "model" : `model, step ${step}`;
        return node("model", model.id, model.name, note, filesLink(run, model.path || model.name));
      }),
    },
    {
      title: "Children",
      isSource: false,
      nodes: family.children.map((child) =>
        node("child", child.id, child.name, child.status, links.run(run.project, child.id)),
      ),
    },
  ];
}

/** The picture: what came in on the left, what came out on the right. */
export function lineagePicture(
  run: Run,
  groups: readonly LineageGroup[],
): { nodes: LineageNode[]; edges: LineageEdge[] } {
  const here = node("this run", run.id, run.name, "this run", null);
  const nodes = [here];
  const edges: LineageEdge[] = [];
  for (const group of groups) {
    for (const one of group.nodes.slice(0, DRAWN)) {
      if (nodes.some((other) => other.id === one.id)) continue;
      nodes.push(one);
      edges.push(group.isSource ? [one.id, here.id] : [here.id, one.id]);
    }
  }
  return { nodes, edges };
}

function node(
  kind: LineageNode["kind"],
  id: string,
  name: string,
  note: string,
  to: string | null,
): LineageNode {
  return { id, kind, name, note, to };
}

function noteOf(digest: string, context: string | undefined): string {
  const short = digest.slice(0, 12);
  return context === undefined ? short : `${context} · ${short}`;
}

function filesLink(run: Run, folder: string): string {
  const query = new URLSearchParams({ file: `${folder}/MLmodel` });
  return `${links.run(run.project, run.id, "files")}?${query}`;
}
