import { useMemo, useState } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Skeleton } from "~/components/Notice";
import { Segments } from "~/components/Segments";
import { useLoaded } from "~/components/use_loaded";
import { FAR, type LineageGraph, type LineageStart, NEAR, useLineageGraph } from "~/data/lineage";
import type { IconName } from "~/lib/icons";
import {
  type Beside,
  type BoxKind,
  drawn,
  groupsOf,
  type LineageBox,
  type LineagePicture,
  pictureOf,
  relationOf,
} from "~/panels/lineage/graph";

interface LineagePanelProps {
  readonly start: LineageStart;
  /** Boxes that the page knows of itself. */
  readonly beside?: Beside | null;
}

/** What a thing came from and what came of it: as a picture, and as a list to walk by keyboard. */
export function LineagePanel({ start, beside = null }: LineagePanelProps) {
  const [as, setAs] = useState<"graph" | "list">("graph");
  const [depth, setDepth] = useState(NEAR);
  const answer = useLineageGraph(start, depth);
  const graph = answer.data;
  const picture = useMemo(
    () => (graph === undefined ? null : pictureOf(graph, beside)),
    [graph, beside],
  );
  const isAlone = picture !== null && picture.boxes.length < 2;
  return (
    <section class="block" aria-label="Lineage">
      <header class="block-head">
        <h2>Lineage</h2>
        {picture !== null && !isAlone && (
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
      {answer.error && <Failure what="The lineage" error={answer.error} retry={answer.retry} />}
      {picture === null && !answer.error && <Skeleton lines={4} />}
      {isAlone && (
        <p class="faint">
          No data, models, parents or children. What runlore.log_data, log_model and loaded files
          name is linked here.
        </p>
      )}
      {picture !== null &&
        !isAlone &&
        (as === "graph" ? <Picture picture={picture} /> : <List picture={picture} />)}
      {graph !== undefined && !isAlone && (
        <Cut graph={graph} picture={picture} onFar={() => setDepth(FAR)} />
      )}
    </section>
  );
}

interface CutProps {
  readonly graph: LineageGraph;
  readonly picture: LineagePicture | null;
  readonly onFar: () => void;
}

/** Says what is left out. */
function Cut({ graph, picture, onFar }: CutProps) {
  const all = picture?.boxes.length ?? 0;
  const hidden = picture === null ? 0 : all - drawn(picture).boxes.length;
  const isFar = graph.depth >= FAR;
  return (
    <>
      {hidden > 0 && <p class="faint lineage-note">{hidden} farther ones are in the list only.</p>}
      {graph.cut.includes("nodes") && (
        <p class="faint lineage-note">There are more than fit: the nearest {all} are shown.</p>
      )}
      {graph.cut.includes("depth") && (
        <p class="faint lineage-note">
          {isFar ? `What is more than ${FAR} links away is left out.` : "There is more behind. "}
          {!isFar && (
            <button type="button" class="link" onClick={onFar}>
              Show up to {FAR} links
            </button>
          )}
        </p>
      )}
    </>
  );
}

const loadLayout = () => import("~/panels/lineage/layout");

function Picture({ picture }: { picture: LineagePicture }) {
  const layout = useLoaded(loadLayout);
  const shown = useMemo(() => drawn(picture), [picture]);
  const place = useMemo(
    () => (layout === null || layout instanceof Error ? null : layout.placed(shown)),
    [layout, shown],
  );
  if (layout instanceof Error) return <List picture={picture} />;
  if (place === null) return <Skeleton lines={4} />;
  return (
    <section
      class="lineage-scroll"
      aria-label="Lineage graph"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <div class="lineage" style={{ width: `${place.width}px`, height: `${place.height}px` }}>
        <svg width={place.width} height={place.height} aria-hidden="true">
          {place.paths.map((path) => (
            <path key={path} d={path} />
          ))}
        </svg>
        {shown.boxes.map((box) => {
          const { x, y } = place.at.get(box.id) ?? { x: 0, y: 0 };
          return (
            <div key={box.id} class="lineage-place" style={{ left: `${x}px`, top: `${y}px` }}>
              <Box box={box} picture={shown} />
            </div>
          );
        })}
      </div>
    </section>
  );
}

const ICONS: Record<BoxKind, IconName> = {
  dataset: "table",
  code: "file",
  environment: "columns",
  model: "cube",
  run: "chart",
  version: "tag",
};

function Box({ box, picture }: { box: LineageBox; picture: LineagePicture }) {
  const looks = `lineage-node ${box.kind} ${box.isHere ? "here" : ""}`;
  const inner = (
    <>
      <Icon name={ICONS[box.kind]} />
      <span class="lineage-words">
        <span class="clip">{box.title}</span>
        <span class="clip faint">{noteOf(box, picture)}</span>
      </span>
    </>
  );
  const title = `${box.kind}: ${box.title}`;
  if (box.to === "" || box.isHere) {
    return (
      <div class={looks} title={title}>
        {inner}
      </div>
    );
  }
  return (
    <Link to={box.to} class={looks} title={title}>
      {inner}
    </Link>
  );
}

/** Under a name: what it is to this thing when it is a run next to it, else what is known of it. */
function noteOf(box: LineageBox, picture: LineagePicture): string {
  if (box.kind === "run" && Math.abs(box.depth) === 1) return relationOf(box, picture);
  return box.detail === "" ? box.kind : box.detail;
}

function List({ picture }: { picture: LineagePicture }) {
  return (
    <div class="lineage-list">
      {groupsOf(picture).map((group) => (
        <section key={group.title}>
          <h3>{group.title}</h3>
          <ul>
            {group.boxes.map((box) => (
              <li key={box.id}>
                {box.to === "" ? box.title : <Link to={box.to}>{box.title}</Link>}{" "}
                <span class="faint">
                  {[box.detail, relationOf(box, picture)].filter(Boolean).join(" · ")}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
