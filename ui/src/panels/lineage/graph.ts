/** A lineage as boxes and arrows, and as a list: data, runs, models, versions. */
import type { LineageGraph, LineageNode } from "~/data/lineage";
import { links } from "~/lib/location";

export type BoxKind = LineageNode["kind"] | "code" | "environment";

export interface LineageBox {
  readonly id: string;
  readonly kind: BoxKind;
  readonly title: string;
  readonly detail: string;
  /** Address of its screen; empty when it has none. */
  readonly to: string;
  /** The thing whose page this is. */
  readonly isHere: boolean;
  /** Links from the start, negative for what it came from. */
  readonly depth: number;
}

/** From → to, by ids of boxes, and what the one is to the other. */
export interface LineageArrow {
  readonly from: string;
  readonly to: string;
  readonly role: string;
  /** What a dataset was for; empty for the others. */
  readonly note: string;
}

export interface LineagePicture {
  readonly boxes: readonly LineageBox[];
  readonly arrows: readonly LineageArrow[];
}

/** Boxes of one picture; the farthest of more are in the list only. */
const DRAWN = 60;

/** The picture of a lineage; `beside` are boxes that a page knows of itself, and lead to a run. */
export function pictureOf(graph: LineageGraph, beside: Beside | null = null): LineagePicture {
  const boxes = graph.nodes.map((node) => boxOf(node, graph));
  const arrows = graph.edges.map(({ source, target, role, note }) => ({
    from: source,
    to: target,
    role,
    note,
  }));
  if (beside === null) return { boxes, arrows };
  const run = `run ${beside.run}`;
  if (!boxes.some((box) => box.id === run)) return { boxes, arrows };
  const more = beside.boxes.map(({ id }) => ({ from: id, to: run, role: "used", note: "" }));
  return { boxes: [...boxes, ...beside.boxes], arrows: [...arrows, ...more] };
}

/** Boxes that lead to a run. */
export interface Beside {
  readonly run: string;
  readonly boxes: readonly LineageBox[];
}

function boxOf(node: LineageNode, graph: LineageGraph): LineageBox {
  return {
    id: node.id,
    kind: node.kind,
    title: node.kind === "version" ? `${node.name} v${node.key}` : node.name,
    detail: node.kind === "version" ? node.detail.replace(/^None/, "no stage") : node.detail,
    to: addressOf(node, graph),
    isHere: node.id === graph.start,
    depth: node.depth,
  };
}

function addressOf(node: LineageNode, graph: LineageGraph): string {
  if (!node.is_known) return "";
  if (node.kind === "run") return links.run(node.project, node.key);
  if (node.kind === "version") return links.version(node.name, Number(node.key));
  if (node.kind === "dataset") return usersOf(node, graph);
  const run = graph.nodes.find((other) => other.kind === "run" && other.key === node.run);
  return run === undefined ? "" : links.run(run.project, run.key, "files");
}

/** The runs of a project that used a dataset, as a search. */
function usersOf(node: LineageNode, graph: LineageGraph): string {
  const used = graph.edges.find(({ source }) => source === node.id)?.target;
  const user = graph.nodes.find(({ id }) => id === used);
  if (user === undefined) return "";
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const query = `dataset.name = ${text(node.name)} and dataset.digest = ${text(node.key)}`;
  return `${links.runs(user.project)}?${new URLSearchParams({ q: query })}`;
}

/** As much of a picture as can be looked at: the boxes nearest to the start. */
export function drawn(picture: LineagePicture): LineagePicture {
  if (picture.boxes.length <= DRAWN) return picture;
  const near = [...picture.boxes].sort((a, b) => Math.abs(a.depth) - Math.abs(b.depth));
  const boxes = near.slice(0, DRAWN);
  const kept = new Set(boxes.map(({ id }) => id));
  return { boxes, arrows: picture.arrows.filter(({ from, to }) => kept.has(from) && kept.has(to)) };
}

export interface LineageGroup {
  readonly title: string;
  readonly boxes: readonly LineageBox[];
}

const ORDER: readonly [BoxKind, string][] = [
  ["dataset", "Data"],
  ["code", "Code"],
  ["environment", "Environment"],
  ["run", "Runs"],
  ["model", "Models"],
  ["version", "Versions"],
];

/** The boxes of a picture by what they are, those that it came from before what came of it. */
export function groupsOf(picture: LineagePicture): LineageGroup[] {
  return ORDER.map(([kind, title]) => ({
    title,
    boxes: picture.boxes
      .filter((box) => box.kind === kind && !box.isHere)
      .sort((a, b) => a.depth - b.depth),
  })).filter((group) => group.boxes.length > 0);
}

/** What a box is to the start, in words. */
export function relationOf(box: LineageBox, picture: LineagePicture): string {
  const roles = picture.arrows.filter(({ from, to }) => from === box.id || to === box.id);
  const here = picture.boxes.find(({ isHere }) => isHere)?.id;
  const near = roles.find(({ from, to }) => from === here || to === here);
  if (near === undefined)
    return box.depth < 0 ? `${-box.depth} links before` : `${box.depth} links on`;
  const word = WORDS[near.role]?.[near.to === here ? 0 : 1] ?? near.role;
  const notes = roles.flatMap(({ note }) => (note === "" ? [] : [note]));
  return notes.length === 0 ? word : `${word} for ${[...new Set(notes)].join(", ")}`;
}

/** Of a source of this thing, and of what came of it. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  used: ["used here", "used this"],
  read: ["its files were read", "read files of this"],
  made: ["made this", "made here"],
  registered: ["registered as this", "registered from this"],
  parent: ["parent", "child"],
  reproduced: ["repeated here", "repeats this"],
};
