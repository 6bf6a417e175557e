/** Files that were logged at steps, grouped by their names: what one walks through over the steps. */
import type { Artifact } from "~/data/run";
import type { TreeFile } from "~/pages/run/file_tree";
import { type Viewer, viewerOf } from "~/pages/run/viewer_of";

const SHOWN: readonly Viewer[] = ["image", "audio", "video", "html"];

/** Kinds of files that a run kept of where it came from: sources, whatever they look like. */
const CAPTURED = ["code", "environment"];

export interface MediaGroup {
  readonly key: string;
  readonly viewer: Viewer;
  /** By rising step; one without a step stands first. */
  readonly versions: readonly Artifact[];
}

/** Where tables keep the pictures of their cells: they are looked at in the table. */
const OF_TABLES = /\.media\//;

/** Media among the files, those of several steps first. */
export function mediaGroups(files: readonly TreeFile[]): MediaGroup[] {
  return files
    .flatMap(({ path, versions }) => {
      const [first] = versions;
      const viewer = first === undefined ? "none" : viewerOf(first);
      const isCaptured = first?.origin === "auto" && CAPTURED.includes(first.kind);
      const isMedia = SHOWN.includes(viewer) && !isCaptured && !OF_TABLES.test(path);
      return isMedia ? [{ key: path, viewer, versions }] : [];
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** Those of several steps first, pictures before what is played. */
function rank(group: MediaGroup): number {
  return (group.versions.length > 1 ? 0 : SHOWN.length) + SHOWN.indexOf(group.viewer);
}

/** All steps at which something was logged, rising. */
export function stepsOf(groups: readonly MediaGroup[]): number[] {
  const steps = groups.flatMap((group) => group.versions.map((version) => version.step));
  return [...new Set(steps.filter((step) => step !== null))].sort((a, b) => a - b);
}

/** What was there at a step: the newest that is not later, else the first. */
export function versionAt(group: MediaGroup, step: number): Artifact | undefined {
  const notLater = group.versions.findLast((version) => (version.step ?? -Infinity) <= step);
  return notLater ?? group.versions[0];
}

/** So many steps spread evenly, the first and the last among them: for a look over all of it. */
export function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  const gap = (all.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => all[Math.round(i * gap)]).filter(
    (one): one is T => one !== undefined,
  );
}
