import { Failure, Notice, Skeleton } from "~/components/Notice";
import type { Run } from "~/data/projects";
import { type ArtifactEntry, useCaptures, useFileText, useFolder } from "~/data/run";
import { textAt } from "~/lib/json";
import { Diff } from "~/pages/run/Diff";
import { Facts } from "~/pages/run/Facts";

const FOLDER = "code";

/** What ran: the commit, what differed from it, and the script. */
export function Code({ run }: { run: Run }) {
  const folder = useFolder(run.id, FOLDER);
  const git = useCaptures(run.id).data?.["git"];
  if (folder.error) return <Failure what="The code" error={folder.error} retry={folder.retry} />;
  if (folder.data === undefined) return <Skeleton lines={10} />;
  const files = folder.data.filter((entry) => !entry.is_folder);
  const commit = textAt(git, "commit");
  if (files.length === 0 && commit === "") {
    return <Notice title="No code was captured" />;
  }
  const facts = [
    ["Commit", commit],
    ["Branch", textAt(git, "branch")],
    ["Remote", textAt(git, "remote")],
  ] as const;
  return (
    <div class="code">
      <Facts facts={facts.filter(([, value]) => value !== "")} />
      {files.toSorted(patchFirst).map((entry) => (
        <SourceFile key={entry.path} run={run.id} entry={entry} />
      ))}
    </div>
  );
}

function patchFirst(a: ArtifactEntry, b: ArtifactEntry): number {
  return Number(isPatch(b)) - Number(isPatch(a)) || a.path.localeCompare(b.path);
}

function isPatch(entry: ArtifactEntry): boolean {
  return /\.(patch|diff)$/.test(entry.path);
}

function SourceFile({ run, entry }: { run: string; entry: ArtifactEntry }) {
  const text = useFileText(run, entry.path, null);
  const name = entry.path.slice(FOLDER.length + 1);
  const title = isPatch(entry) ? "Changes since the commit" : name;
  return (
    <section class="block">
      <h2>{title}</h2>
      {text.error && <Failure what={name} error={text.error} retry={text.retry} />}
      {text.data === undefined && !text.error && <Skeleton lines={6} />}
      {text.data !== undefined &&
        (isPatch(entry) ? <Diff patch={text.data} /> : <Source text={text.data} />)}
    </section>
  );
}

function Source({ text }: { text: string }) {
  return (
    <ol class="source">
      {text
        .replace(/\n$/, "")
        .split("\n")
        .map((line, i) => (
          <li key={i}>{line || " "}</li>
        ))}
    </ol>
  );
}
