/** Places of the nodes of a graph, left to right. Loaded when a graph is first shown. */
import { Graph, layout } from "@dagrejs/dagre";
import type { LineagePicture } from "~/panels/lineage/graph";

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 46;

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** Left upper corner of each node, by id. */
  readonly at: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  /** Edges as SVG paths. */
  readonly paths: readonly string[];
}

/** Gives each node its place. */
export function placed({ boxes, arrows }: LineagePicture): Placed {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 56, marginx: 2, marginy: 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of boxes) graph.setNode(box.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of arrows) graph.setEdge(from, to);
  layout(graph);
  const at = new Map(
    boxes.map(({ id }) => {
      const { x, y } = graph.node(id);
      return [id, { x: (x ?? 0) - NODE_WIDTH / 2, y: (y ?? 0) - NODE_HEIGHT / 2 }];
    }),
  );
  const { width = 0, height = 0 } = graph.graph();
  const paths = arrows.map(({ from, to }) => pathOf(at.get(from), at.get(to)));
  return { width, height, at, paths };
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

/** A soft line from the right of one node to the left of another. */
function pathOf(from: Corner | undefined, to: Corner | undefined): string {
  if (from === undefined || to === undefined) return "";
  const [x1, y1] = [from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2];
  const [x2, y2] = [to.x, to.y + NODE_HEIGHT / 2];
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
