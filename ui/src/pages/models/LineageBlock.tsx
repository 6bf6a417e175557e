import { useMemo } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { useLoaded } from "~/components/use_loaded";
import { type ModelVersion, useOrigin } from "~/data/models";
import type { IconName } from "~/lib/icons";
import {
  type LineageGraph,
  type LineageNode,
  lineageOf,
  type NodeKind,
} from "~/pages/models/lineage";

const loadLayout = () => import("~/pages/models/layout");

/** What a version was made from, as a picture and as a list. */
export function LineageBlock({ version }: { version: ModelVersion }) {
  const origin = useOrigin(version.run);
  const { data } = origin;
  const graph = useMemo(
    () => (data === undefined ? null : lineageOf({ version, ...data })),
    [version, data],
  );
  return (
    <section class="block" aria-label="Lineage">
      <h2>Lineage</h2>
      {version.run === null && (
        <Notice title="No run is known">
          <p>
            It was registered from <code>{version.source}</code>.
          </p>
        </Notice>
      )}
      {origin.error && <Failure what="The lineage" error={origin.error} retry={origin.retry} />}
      {version.run !== null && graph === null && !origin.error && <Skeleton lines={5} />}
      {graph !== null && (
        <>
          <Picture graph={graph} />
          <details class="lineage-list">
            <summary>As a list</summary>
            <List graph={graph} />
          </details>
        </>
      )}
    </section>
  );
}

function Picture({ graph }: { graph: LineageGraph }) {
  const layout = useLoaded(loadLayout);
  const place = useMemo(
    () => (layout === null || layout instanceof Error ? null : layout.placed(graph)),
    [layout, graph],
  );
  if (layout instanceof Error) return <p class="faint">The picture could not be drawn.</p>;
  if (place === null) return <Skeleton lines={4} />;
  return (
    <div class="lineage-scroll">
      <div class="lineage" style={{ width: `${place.width}px`, height: `${place.height}px` }}>
        <svg width={place.width} height={place.height} aria-hidden="true">
          {place.paths.map((path) => (
            <path key={path} d={path} />
          ))}
        </svg>
        {graph.nodes.map((node) => {
          const { x, y } = place.at.get(node.id) ?? { x: 0, y: 0 };
          return (
            <div key={node.id} class="lineage-place" style={{ left: `${x}px`, top: `${y}px` }}>
              <NodeBox node={node} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const ICONS: Record<NodeKind, IconName> = {
  data: "table",
  code: "file",
  environment: "columns",
  model: "folder",
  run: "chart",
  version: "tag",
};

function NodeBox({ node }: { node: LineageNode }) {
  const looks = `lineage-node ${node.kind} ${node.isHere ? "here" : ""}`;
  const inner = (
    <>
      <Icon name={ICONS[node.kind]} />
      <span class="lineage-words">
        <span class="clip">{node.title}</span>
        <span class="clip faint">{node.detail === "" ? node.kind : node.detail}</span>
      </span>
    </>
  );
  const title = `${node.kind}: ${node.title}`;
  if (node.to === "" || node.isHere) {
    return (
      <div class={looks} title={title}>
        {inner}
      </div>
    );
  }
  return (
    <Link to={node.to} class={looks} title={title}>
      {inner}
    </Link>
  );
}

const KINDS: readonly [NodeKind, string][] = [
  ["data", "Data"],
  ["code", "Code"],
  ["environment", "Environment"],
  ["run", "Run"],
  ["model", "Models"],
  ["version", "Versions of this run"],
];

function List({ graph }: { graph: LineageGraph }) {
  return (
    <dl class="facts">
      {KINDS.map(([kind, word]) => {
        const nodes = graph.nodes.filter((node) => node.kind === kind);
        if (nodes.length === 0) return null;
        return (
          <div key={kind}>
            <dt>{word}</dt>
            <dd>
              {nodes.map((node) => (
                <p key={node.id}>
                  {node.to === "" ? (
                    node.title
                  ) : (
                    <Link to={node.to} class="version-link">
                      {node.title}
                    </Link>
                  )}{" "}
                  <span class="faint">{node.detail}</span>
                </p>
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
