/** The files of a run as a tree, and the rows of it that are open. */
import type { Artifact, ArtifactEntry } from "~/data/run";

/** One name; it may have been logged at several steps. */
export interface TreeFile {
  readonly path: string;
  /** What was logged under that name, the earliest step first. */
  readonly versions: readonly Artifact[];
}

export interface TreeRow {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly size: number;
  /** Null for a folder. */
  readonly file: TreeFile | null;
  readonly isOpen: boolean;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: TreeFile[];
  size: number;
}

/** Groups what was logged by its name. */
export function filesOf(entries: readonly ArtifactEntry[]): TreeFile[] {
  const byPath = new Map<string, Artifact[]>();
  for (const { artifact } of entries) {
    if (artifact === null) continue;
    const versions = byPath.get(artifact.path);
    if (versions === undefined) byPath.set(artifact.path, [artifact]);
    else versions.push(artifact);
  }
  return [...byPath]
    .map(([path, versions]) => ({ path, versions: versions.toSorted(earlierStep) }))
    .sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
}

function earlierStep(a: Artifact, b: Artifact): number {
  return (a.step ?? Number.NEGATIVE_INFINITY) - (b.step ?? Number.NEGATIVE_INFINITY) || 0;
}

/** Bytes of all versions of a file. */
export function sizeOf(file: TreeFile): number {
  return file.versions.reduce((sum, version) => sum + version.size, 0);
}

/** Rows from the top, folders first; of closed folders only themselves. */
export function treeRows(files: readonly TreeFile[], open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  addRows(rows, treeOf(files), "", open);
  return rows;
}

/** Files whose path holds a text, without their folders. */
export function foundRows(files: readonly TreeFile[], find: string): TreeRow[] {
  const wanted = find.toLowerCase();
  return files
    .filter((file) => file.path.toLowerCase().includes(wanted))
    .map((file) => fileRow(file, file.path, 0));
}

/** The folders that a path lies in. */
export function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
}

function treeOf(files: readonly TreeFile[]): Folder {
  const root = emptyFolder();
  for (const file of files) {
    let here = root;
    here.size += sizeOf(file);
    for (const part of file.path.split("/").slice(0, -1)) {
      const next = here.folders.get(part) ?? emptyFolder();
      here.folders.set(part, next);
      next.size += sizeOf(file);
      here = next;
    }
    here.files.push(file);
  }
  return root;
}

function emptyFolder(): Folder {
  return { folders: new Map(), files: [], size: 0 };
}

function addRows(rows: TreeRow[], folder: Folder, path: string, open: ReadonlySet<string>): void {
  const depth = path === "" ? 0 : path.split("/").length;
  for (const [name, inner] of folder.folders) {
    const below = path === "" ? name : `${path}/${name}`;
    const isOpen = open.has(below);
    rows.push({ path: below, name, depth, size: inner.size, file: null, isOpen });
    if (isOpen) addRows(rows, inner, below, open);
  }
  for (const file of folder.files) {
    rows.push(fileRow(file, file.path.split("/").at(-1) ?? file.path, depth));
  }
}

function fileRow(file: TreeFile, name: string, depth: number): TreeRow {
  return { path: file.path, name, depth, size: sizeOf(file), file, isOpen: false };
}
