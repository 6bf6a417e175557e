/** Where the boxes and arrows of a lineage lie. Heavy for its layout engine: loaded lazily. */
import { Graph, layout } from "@dagrejs/dagre";
import type { LineageEdge, LineageNode } from "~/pages/run/lineage_nodes";

export interface PlacedNode extends LineageNode {
  readonly x: number;
  readonly y: number;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  /** Path data of SVG. */
  readonly arrows: readonly { readonly id: string; readonly path: string }[];
}

export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 46;
const MARGIN = 8;

/** Lays the nodes out from left to right. Pixels; a node's place is its upper left corner. */
export function place(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Placed {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 44, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const [from, to] of edges) graph.setEdge(from, to);
  layout(graph);
  const size = graph.graph();
  return {
    width: size.width ?? NODE_WIDTH,
    height: size.height ?? NODE_HEIGHT,
    nodes: nodes.map((node) => {
      const { x, y } = graph.node(node.id);
      return { ...node, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 };
    }),
    arrows: edges.map(([from, to]) => ({
      id: `${from} ${to}`,
      path: pathOf(graph.edge(from, to).points),
    })),
  };
}

function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return "";
  const middle = (first.x + last.x) / 2;
  return `M${first.x} ${first.y}C${middle} ${first.y} ${middle} ${last.y} ${last.x} ${last.y}`;
}
