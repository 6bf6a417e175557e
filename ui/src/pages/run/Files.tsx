import { Icon } from "~/components/Icon";
import { Link } from "~/components/Link";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import type { Run } from "~/data/projects";
import { type ArtifactEntry, useFolder } from "~/data/run";
import { formatBytes } from "~/lib/format";
import { links, search } from "~/lib/location";
import { Preview } from "~/pages/run/Preview";

/** The files of a run: folders on the left, the chosen file on the right. */
export function Files({ run }: { run: Run }) {
  const chosen = search.value.get("file") ?? "";
  const folder = search.value.get("folder") ?? "";
  const here = links.run(run.project, run.id, "files");
  const linkTo = (next: { folder?: string; file?: string }) =>
    `${here}?${new URLSearchParams({ folder, ...next })}`;
  const listing = useFolder(run.id, folder);
  if (listing.error) {
    return <Failure what="The files" error={listing.error} retry={listing.retry} />;
  }
  if (listing.data?.length === 0 && folder === "") {
    return (
      <Notice title="No files">
        <p>run.log_artifact(path), log_figure, log_table and their kin put files here.</p>
      </Notice>
    );
  }
  const file = listing.data?.find((entry) => entry.path === chosen && entry.artifact !== null);
  return (
    <div class="files">
      <nav class="file-list" aria-label="Files">
        <Crumbs folder={folder} linkTo={(to) => `${here}?${new URLSearchParams({ folder: to })}`} />
        {listing.data === undefined && <Skeleton lines={6} />}
        {listing.data?.map((entry) => (
          <FileRow
            key={`${entry.path} ${entry.artifact?.step ?? ""}`}
            entry={entry}
            current={entry.path === chosen}
            to={entry.is_folder ? linkTo({ folder: entry.path }) : linkTo({ file: entry.path })}
          />
        ))}
      </nav>
      <div class="file-view">
        {file?.artifact ? (
          <Preview run={run.id} artifact={file.artifact} />
        ) : (
          <p class="faint centred">Choose a file to look into it.</p>
        )}
      </div>
    </div>
  );
}

function Crumbs({ folder, linkTo }: { folder: string; linkTo: (folder: string) => string }) {
  const parts = folder === "" ? [] : folder.split("/");
  return (
    <div class="crumbs">
      <Link to={linkTo("")}>Files</Link>
      {parts.map((part, i) => (
        <span key={parts.slice(0, i + 1).join("/")}>
          {" / "}
          <Link to={linkTo(parts.slice(0, i + 1).join("/"))}>{part}</Link>
        </span>
      ))}
    </div>
  );
}

interface FileRowProps {
  readonly entry: ArtifactEntry;
  readonly to: string;
  readonly current: boolean;
}

function FileRow({ entry, to, current }: FileRowProps) {
  const name = entry.path.split("/").at(-1) ?? entry.path;
  const isImage = entry.artifact?.media_type.startsWith("image/") ?? false;
  return (
    <Link to={to} class="file-row" current={current}>
      <Icon name={entry.is_folder ? "folder" : isImage ? "image" : "file"} />
      <span class="clip">{name}</span>
      <span class="faint number">{formatBytes(entry.size)}</span>
    </Link>
  );
}
