import { useCallback, useMemo, useState } from "preact/hooks";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { Segments } from "~/components/Segments";
import { useLoaded } from "~/components/use_loaded";
import { useFamily } from "~/data/lineage";
import type { Run } from "~/data/projects";
import type { PlacedNode } from "~/pages/run/lineage_graph";
import { type LineageGroup, lineageGroups, lineagePicture } from "~/pages/run/lineage_nodes";

/** What a run came from and what came out of it: as a picture, and as a list to walk by keyboard. */
export function Lineage({ run }: { run: Run }) {
  const family = useFamily(run);
  const [as, setAs] = useState<"graph" | "list">("graph");
  const groups = useMemo(
    () => (family.data === undefined ? [] : lineageGroups(run, family.data)),
    [run, family.data],
  );
  const more = (family.data?.childCount ?? 0) - (family.data?.children.length ?? 0);
  return (
    <section class="block" aria-label="Lineage">
      <header class="block-head">
        <h2>Lineage</h2>
        {groups.length > 0 && (
          <Segments
            name="Show lineage as"
            value={as}
            choices={[
              { value: "graph", label: "Graph" },
              { value: "list", label: "List" },
            ]}
            onChange={setAs}
          />
        )}
      </header>
      {family.error && <Failure what="The lineage" error={family.error} retry={family.retry} />}
      {family.data === undefined && !family.error && <Skeleton lines={4} />}
      {family.data !== undefined && groups.length === 0 && (
        <p class="faint">
          No datasets, models, parent or children. What runlore.mlflow.log_input and log_model name
          is linked here.
        </p>
      )}
      {groups.length > 0 &&
        (as === "graph" ? <Picture run={run} groups={groups} /> : <List groups={groups} />)}
      {more > 0 && <p class="faint">{more} more children.</p>}
    </section>
  );
}

function List({ groups }: { groups: readonly LineageGroup[] }) {
  return (
    <div class="lineage-list">
      {groups.map((group) => (
        <section key={group.title}>
          <h3>{group.title}</h3>
          <ul>
            {group.nodes.map((node) => (
              <li key={node.id}>
                {node.to === null ? node.name : <Link to={node.to}>{node.name}</Link>}{" "}
                <span class="faint">{node.note}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Picture({ run, groups }: { run: Run; groups: readonly LineageGroup[] }) {
  const load = useCallback(async () => {
    const { place } = await import("~/pages/run/lineage_graph");
    const { nodes, edges } = lineagePicture(run, groups);
    return place(nodes, edges);
  }, [run, groups]);
  const placed = useLoaded(load);
  if (placed instanceof Error) return <List groups={groups} />;
  if (placed === null) return <Skeleton lines={4} />;
  return (
    <section
      class="lineage-scroll"
      aria-label="Lineage graph"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <div
        class="lineage-graph"
        style={{ width: `${placed.width}px`, height: `${placed.height}px` }}
      >
        <svg width={placed.width} height={placed.height} aria-hidden="true">
          {placed.arrows.map((arrow) => (
            <path key={arrow.id} d={arrow.path} />
          ))}
        </svg>
        {placed.nodes.map((node) => (
          <Box key={node.id} node={node} />
        ))}
      </div>
    </section>
  );
}

function Box({ node }: { node: PlacedNode }) {
  const inside = (
    <>
      <span class="clip strong">{node.name}</span>
      <span class="clip faint">{node.note}</span>
    </>
  );
  return (
    <div
      class={`lineage-node ${node.kind.replace(" ", "-")}`}
      style={{ left: `${node.x}px`, top: `${node.y}px` }}
      title={`${node.kind}: ${node.name}`}
    >
      {node.to === null ? inside : <Link to={node.to}>{inside}</Link>}
    </div>
  );
}
