import { useCallback, useMemo, useState } from "preact/hooks";
import { Link } from "~/components/Link";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { Segments } from "~/components/Segments";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import { framedUrl, useAllFiles } from "~/data/files";
import type { Run } from "~/data/projects";
import { type Artifact, artifactUrl } from "~/data/run";
import { formatCount } from "~/lib/format";
import { links } from "~/lib/location";
import { filesOf } from "~/pages/run/file_tree";
import { type MediaGroup, mediaGroups, spread, stepsOf, versionAt } from "~/pages/run/media_groups";
import { StepSlider } from "~/pages/run/StepSlider";

/** How many steps stand beside each other. */
const COMPARED_STEPS = 6;

/** Pictures, sound, film and pages by name, over the steps at which they were logged. */
export function Media({ run }: { run: Run }) {
  const entries = useAllFiles(run.id);
  const groups = useMemo(() => mediaGroups(filesOf(entries.data ?? [])), [entries.data]);
  if (entries.error) {
    return <Failure what="The media" error={entries.error} retry={entries.retry} />;
  }
  if (entries.data === undefined) return <Skeleton lines={10} />;
  if (groups.length === 0) {
    return (
      <Notice title="No media">
        <p>
          run.log_image(image, "samples", step=…) and log_figure put pictures here, step by step.
        </p>
      </Notice>
    );
  }
  return <Groups run={run} groups={groups} />;
}

type Layout = "step" | "compare";

function Groups({ run, groups }: { run: Run; groups: readonly MediaGroup[] }) {
  const steps = useMemo(() => stepsOf(groups), [groups]);
  const [chosen, setChosen] = useState<number | null>(null);
  const [layout, setLayout] = useState<Layout>("step");
  const [find, setFind] = useState("");
  // While nobody chose, the last step is shown, also when the run goes on.
  const at = chosen === null ? steps.length - 1 : Math.max(0, steps.indexOf(chosen));
  const go = useCallback((index: number) => setChosen(steps[index] ?? null), [steps]);
  useStepKeys(at, steps.length, go);
  const shown = groups.filter((group) => group.key.toLowerCase().includes(find.toLowerCase()));
  return (
    <div class="media">
      <div class="media-bar">
        <input
          class="field"
          type="search"
          placeholder="Find names"
          aria-label="Find names"
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
        <Segments
          name="Layout"
          value={layout}
          choices={[
            { value: "step", label: "One step" },
            { value: "compare", label: "Compare steps" },
          ]}
          onChange={setLayout}
        />
        {layout === "step" && steps.length > 1 && (
          <StepSlider steps={steps} at={at} onChange={go} />
        )}
      </div>
      {shown.length === 0 && (
        <p class="faint centred">
          Nothing is called “{find}”.{" "}
          <button type="button" class="link" onClick={() => setFind("")}>
            Show all
          </button>
        </p>
      )}
      {layout === "step" ? (
        <div class="media-grid">
          {shown.map((group) => (
            <Tile key={group.key} {...{ run, group }} artifact={versionAt(group, steps[at] ?? 0)} />
          ))}
        </div>
      ) : (
        <Strips run={run} groups={shown.filter((group) => group.versions.length > 1)} />
      )}
    </div>
  );
}

function useStepKeys(at: number, count: number, go: (index: number) => void): void {
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { key: "ArrowLeft", label: "Earlier step", run: () => go(Math.max(0, at - 1)) },
      { key: "ArrowRight", label: "Later step", run: () => go(Math.min(count - 1, at + 1)) },
    ],
    [at, count, go],
  );
  useShortcuts(shortcuts);
}

interface TileProps {
  readonly run: Run;
  readonly group: MediaGroup;
  readonly artifact: Artifact | undefined;
}

/** One name at one step. */
function Tile({ run, group, artifact }: TileProps) {
  if (artifact === undefined) return null;
  const count = group.versions.length;
  return (
    <figure class="media-tile">
      <Medium run={run} group={group} artifact={artifact} />
      <figcaption>
        <Link to={fileLink(run, artifact)} class="clip" title={group.key}>
          {group.key}
        </Link>
        <span class="faint number">
          {artifact.step === null ? "no step" : `step ${formatCount(artifact.step)}`}
          {count > 1 && ` · ${count} steps`}
        </span>
      </figcaption>
    </figure>
  );
}

function Strips({ run, groups }: { run: Run; groups: readonly MediaGroup[] }) {
  if (groups.length === 0) {
    return <p class="faint centred">Nothing here was logged at more than one step.</p>;
  }
  return (
    <>
      {groups.map((group) => (
        <Strip key={group.key} run={run} group={group} />
      ))}
    </>
  );
}

/** One name at several steps beside each other. */
function Strip({ run, group }: { run: Run; group: MediaGroup }) {
  return (
    <section class="media-strip" aria-label={group.key}>
      <h2>
        {group.key} <span class="count">{group.versions.length}</span>
      </h2>
      <div class="media-row">
        {spread(group.versions, COMPARED_STEPS).map((artifact) => (
          <figure class="media-tile" key={artifact.step}>
            <Medium run={run} group={group} artifact={artifact} />
            <figcaption>
              <Link to={fileLink(run, artifact)}>
                {artifact.step === null ? "no step" : `step ${formatCount(artifact.step)}`}
              </Link>
            </figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}

function fileLink(run: Run, artifact: Artifact): string {
  const step = artifact.step === null ? {} : { step: String(artifact.step) };
  const query = new URLSearchParams({ file: artifact.path, ...step });
  return `${links.run(run.project, run.id, "files")}?${query}`;
}

function Medium({ run, group, artifact }: TileProps & { readonly artifact: Artifact }) {
  const { path, step } = artifact;
  const url = artifactUrl(run.id, path, step);
  const name = step === null ? path : `${path} at step ${step}`;
  switch (group.viewer) {
    case "image":
      return <img class="media-image" src={url} alt={name} loading="lazy" />;
    case "audio":
      // biome-ignore lint/a11y/useMediaCaption: nobody captioned what a program made.
      return <audio controls preload="none" aria-label={name} src={url} />;
    case "video":
      // biome-ignore lint/a11y/useMediaCaption: nobody captioned what a program made.
      return <video controls preload="metadata" aria-label={name} src={url} />;
    default:
      return (
        <iframe
          class="media-page"
          title={name}
          sandbox=""
          loading="lazy"
          src={framedUrl(run.id, path, step)}
        />
      );
  }
}
