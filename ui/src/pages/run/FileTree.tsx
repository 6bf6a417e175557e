import { useMemo, useState } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { formatBytes } from "~/lib/format";
import type { IconName } from "~/lib/icons";
import {
  foldersAbove,
  foundRows,
  type TreeFile,
  type TreeRow,
  treeRows,
} from "~/pages/run/file_tree";
import { VirtualRows } from "~/pages/run/VirtualRows";
import { viewerOf } from "~/pages/run/viewer_of";

const ROW_PIXELS = 28;

/** With so few files one sees them all at once. */
const FEW_FILES = 30;

interface FileTreeProps {
  readonly files: readonly TreeFile[];
  readonly chosen: string;
  readonly linkTo: (path: string) => string;
}

/** Folders that open, files to choose, and a search over all of them. */
export function FileTree({ files, chosen, linkTo }: FileTreeProps) {
  const [find, setFind] = useState("");
  const { open, toggle } = useOpenFolders(files, chosen);
  const rows = useMemo(
    () => (find === "" ? treeRows(files, open) : foundRows(files, find)),
    [files, open, find],
  );
  // The file that an address names is brought into view once; then the reader scrolls.
  const [goal] = useState(() => ({ index: Math.max(0, indexOf(rows, chosen)), isEnd: false }));
  return (
    <nav class="file-list" aria-label="Files" onKeyDown={moveFocus}>
      <input
        class="field"
        type="search"
        placeholder="Find files"
        aria-label="Find files"
        value={find}
        onInput={(event) => setFind(event.currentTarget.value)}
      />
      {rows.length === 0 && <NoMatch find={find} drop={() => setFind("")} />}
      <VirtualRows
        goal={goal}
        class="file-rows"
        role="region"
        label="File tree"
        count={rows.length}
        rowHeight={ROW_PIXELS}
        row={(i) => {
          const row = rows[i];
          if (row === undefined) return null;
          return row.file === null ? (
            <FolderRow key={row.path} row={row} toggle={toggle} />
          ) : (
            <FileRow key={row.path} row={row} to={linkTo(row.path)} current={row.path === chosen} />
          );
        }}
      />
    </nav>
  );
}

function indexOf(rows: readonly TreeRow[], path: string): number {
  return rows.findIndex((row) => row.path === path);
}

/**
 * Which folders are open: at first those of a few logged files, and those above the chosen one. What
 * was captured beside them, which may be all of a repository, stays closed.
 */
function useOpenFolders(files: readonly TreeFile[], chosen: string) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => {
    const logged = files.filter((file) => file.versions.some((one) => one.origin !== "auto"));
    const paths = logged.length <= FEW_FILES ? logged.map((file) => file.path) : [];
    return new Set([...paths, chosen].flatMap(foldersAbove));
  });
  const toggle = (path: string) => {
    const next = new Set(open);
    if (!next.delete(path)) next.add(path);
    setOpen(next);
  };
  return { open, toggle };
}

function NoMatch({ find, drop }: { find: string; drop: () => void }) {
  return (
    <p class="faint centred">
      No file is called “{find}”.{" "}
      <button type="button" class="link" onClick={drop}>
        Show all
      </button>
    </p>
  );
}

function FolderRow({ row, toggle }: { row: TreeRow; toggle: (path: string) => void }) {
  return (
    <button
      type="button"
      class="file-row"
      aria-expanded={row.isOpen}
      style={{ paddingLeft: `${8 + row.depth * 14}px` }}
      onClick={() => toggle(row.path)}
    >
      <Icon name={row.isOpen ? "chevronDown" : "chevronRight"} />
      <Icon name="folder" />
      <span class="clip">{row.name}</span>
      <span class="faint number">{formatBytes(row.size)}</span>
    </button>
  );
}

function FileRow({ row, to, current }: { row: TreeRow; to: string; current: boolean }) {
  const [first] = row.file?.versions ?? [];
  const steps = row.file?.versions.length ?? 0;
  return (
    <div class="file-place" style={{ paddingLeft: `${row.depth * 14 + 14}px` }}>
      <Link to={to} class="file-row" current={current} title={row.path}>
        <Icon name={iconOf(first === undefined ? "none" : viewerOf(first))} />
        <span class="clip">{row.name}</span>
        {steps > 1 && <span class="faint number">{steps} steps</span>}
        <span class="faint number">{formatBytes(row.size)}</span>
      </Link>
    </div>
  );
}

function iconOf(viewer: ReturnType<typeof viewerOf>): IconName {
  if (viewer === "image") return "image";
  if (viewer === "csv" || viewer === "parquet" || viewer === "table") return "table";
  return viewer === "audio" || viewer === "video" ? "play" : "file";
}

/** Arrow keys walk over the rows. */
function moveFocus(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (!(event.target instanceof HTMLElement) || !event.target.matches(".file-row")) return;
  const list = event.target.closest(".file-list");
  const rows = [...(list?.querySelectorAll<HTMLElement>(".file-row") ?? [])];
  const at = rows.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  rows[at]?.focus();
}
