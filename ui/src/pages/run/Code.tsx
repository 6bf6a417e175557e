import { CopyButton } from "~/components/CopyButton";
import { Icon } from "~/components/Icon";
import { NoCode } from "~/components/NothingYet";
import { Failure, Skeleton } from "~/components/Notice";
import type { Run } from "~/data/projects";
import { type ArtifactEntry, artifactUrl, useCaptures, useFileText, useFolder } from "~/data/run";
import { formatBytes } from "~/lib/format";
import { isObject, type Json, textAt } from "~/lib/json";
import { Diff } from "~/pages/run/Diff";
import { Facts } from "~/pages/run/Facts";
import { languageOf } from "~/pages/run/language";
import { Source } from "~/pages/run/Source";
import { viewerOf } from "~/pages/run/viewer_of";

const FOLDER = "code";

/** What ran: the commit, what differed from it, and the script. */
export function Code({ run }: { run: Run }) {
  const folder = useFolder(run.id, FOLDER);
  const captures = useCaptures(run.id);
  if (folder.error) return <Failure what="The code" error={folder.error} retry={folder.retry} />;
  if (folder.data === undefined || captures.data === undefined) return <Skeleton lines={10} />;
  const files = folder.data.filter((entry) => !entry.is_folder);
  const git = captures.data["git"];
  if (files.length === 0 && textAt(git, "commit") === "") {
    return <NoCode title="No code was captured" />;
  }
  return (
    <div class="code">
      <Origin git={git} command={captures.data["command"]} />
      {files
        .toSorted(patchFirst)
        .map((entry) =>
          isBinary(entry) ? (
            <Unreadable key={entry.path} run={run.id} entry={entry} />
          ) : (
            <CodeFile key={entry.path} run={run.id} entry={entry} />
          ),
        )}
    </div>
  );
}

/** Where the code came from, and whether a commit says all of it. */
function Origin({ git, command }: { git: Json | undefined; command: Json | undefined }) {
  const commit = textAt(git, "commit");
  const facts: readonly (readonly [string, preact.ComponentChildren])[] = [
    ["Commit", commit && <code key="commit">{commit}</code>],
    ["State", commit && <State key="state" git={git} />],
    ["Branch", textAt(git, "branch")],
    ["Described", textAt(git, "describe")],
    ["Remote", textAt(git, "remote")],
    ["Script", textAt(command, "script")],
  ];
  return (
    <section class="block">
      <header class="block-head">
        <h2>Origin</h2>
        {commit && <CopyButton text={commit} label="Copy commit" />}
      </header>
      <Facts facts={facts.filter(([, value]) => value !== "")} />
    </section>
  );
}

function State({ git }: { git: Json | undefined }) {
  const untracked = isObject(git) ? git["untracked"] : undefined;
  const others = Array.isArray(untracked) ? untracked.map(String) : [];
  const isDirty = isObject(git) && git["dirty"] === true;
  return (
    <>
      <span class={isDirty ? "status warn" : "status ok"}>
        <Icon name={isDirty ? "warning" : "check"} />
        {isDirty ? "changed since the commit" : "as committed"}
      </span>
      {others.length > 0 && (
        <details class="untracked">
          <summary>
            {others.length} untracked {others.length === 1 ? "file" : "files"}, not kept
          </summary>
          <ul>
            {others.map((path) => (
              <li key={path}>
                <code>{path}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function patchFirst(a: ArtifactEntry, b: ArtifactEntry): number {
  return Number(isPatch(b)) - Number(isPatch(a)) || a.path.localeCompare(b.path);
}

function isPatch(entry: ArtifactEntry): boolean {
  return /\.(patch|diff)$/.test(entry.path);
}

function isBinary({ artifact }: ArtifactEntry): boolean {
  return artifact === null || viewerOf(artifact) === "none";
}

/** What is kept for machines, such as the commit as a pack: bytes are no text. */
function Unreadable({ run, entry }: { run: string; entry: ArtifactEntry }) {
  const name = entry.path.slice(FOLDER.length + 1);
  return (
    <section class="block" aria-label={name}>
      <header class="block-head">
        <h2>
          {name} <span class="count">{formatBytes(entry.size)}</span>
        </h2>
        <DownloadLink run={run} entry={entry} />
      </header>
    </section>
  );
}

function DownloadLink({ run, entry }: { run: string; entry: ArtifactEntry }) {
  return (
    <a class="button plain" href={artifactUrl(run, entry.path, null)} download>
      <Icon name="download" />
      Download
    </a>
  );
}

function CodeFile({ run, entry }: { run: string; entry: ArtifactEntry }) {
  const text = useFileText(run, entry.path, null);
  const name = entry.path.slice(FOLDER.length + 1);
  const title = isPatch(entry) ? "Changes since the commit" : name;
  return (
    <section class="block" aria-label={title}>
      <header class="block-head">
        <h2>{title}</h2>
        <span class="head-actions">
          {text.data !== undefined && <CopyButton text={text.data} />}
          <DownloadLink run={run} entry={entry} />
        </span>
      </header>
      {text.error && <Failure what={name} error={text.error} retry={text.retry} />}
      {text.data === undefined && !text.error && <Skeleton lines={6} />}
      {text.data !== undefined &&
        (isPatch(entry) ? (
          <Diff patch={text.data} />
        ) : (
          <Source text={text.data} language={languageOf(name)} label={name} />
        ))}
    </section>
  );
}
