import { useState } from "preact/hooks";
import { CopyButton } from "~/components/CopyButton";
import { NoCode } from "~/components/NothingYet";
import { Failure, Notice, Skeleton } from "~/components/Notice";
import { type Run, useCapturesOf, useFilesOf } from "~/data/compare";
import { isObject, type Json, textAt } from "~/lib/json";
import { FileDiff } from "~/pages/compare/FileDiff";
import { type FileChange, pairFiles } from "~/pages/compare/file_pairs";
import { type PairTabProps, runsOfPair } from "~/pages/compare/pairs";

const FOLDER = "code/";

/** Files opened by themselves; further ones are read when they are asked for. */
const OPEN_AT_FIRST = 4;

/** What differs between the code of two runs: commits, scripts, changes since the commit. */
export function CodeTab({ state, runs }: PairTabProps) {
  const pair = runsOfPair({ state, runs });
  const ids = [pair?.[0].id ?? "", pair?.[1].id ?? ""] as const;
  const files = useFilesOf(ids);
  const captures = useCapturesOf(ids).data;
  if (files.error) return <Failure what="The code" error={files.error} retry={files.retry} />;
  if (files.data === undefined || pair === null) return <Skeleton lines={12} />;
  const all = pairFiles(files.data).filter((file) => file.path.startsWith(FOLDER));
  const git = ids.map((id) => captures?.[id]?.["git"]);
  if (all.length === 0 && git.every((one) => one === undefined)) {
    return <NoCode title="No code was captured of these runs" />;
  }
  const changed = all.filter((file) => file.change !== "same");
  const same = all.length - changed.length;
  return (
    <div class="stack">
      <Commits before={git[0]} after={git[1]} />
      {changed.length === 0 && all.length > 0 && <Notice title="The captured code is the same" />}
      {changed.map((file, i) => (
        <ChangedFile key={file.path} pair={pair} file={file} isOpen={i < OPEN_AT_FIRST} />
      ))}
      {same > 0 && changed.length > 0 && (
        <p class="faint">{same === 1 ? "1 file is" : `${same} files are`} the same.</p>
      )}
    </div>
  );
}

function Commits({ before, after }: { before: Json | undefined; after: Json | undefined }) {
  const commits = [textAt(before, "commit"), textAt(after, "commit")] as const;
  if (commits[0] === "" && commits[1] === "") return null;
  const isSame = commits[0] === commits[1];
  const command = `git diff ${commits[0]} ${commits[1]}`;
  return (
    <section class="block">
      <header class="block-head">
        <h2>Commit</h2>
        <span class={isSame ? "faint" : "chip"}>{isSame ? "the same" : "differs"}</span>
        {!isSame && commits[0] !== "" && commits[1] !== "" && (
          <CopyButton text={command} label="Copy git diff" />
        )}
      </header>
      <div class="compare-commits">
        <Commit git={before} />
        <Commit git={after} />
      </div>
    </section>
  );
}

function Commit({ git }: { git: Json | undefined }) {
  const commit = textAt(git, "commit");
  const isDirty = isObject(git) && git["dirty"] === true;
  if (commit === "") return <p class="faint">No commit</p>;
  return (
    <p>
      <code>{commit.slice(0, 12)}</code> <span class="muted">{textAt(git, "branch")}</span>
      {isDirty && <span class="chip">changed since</span>}
    </p>
  );
}

const WORDS = {
  same: "the same",
  changed: "changed",
  removed: "only in the baseline",
  added: "only in the other",
} as const;

interface ChangedFileProps {
  readonly pair: readonly [Run, Run];
  readonly file: FileChange;
  readonly isOpen: boolean;
}

function ChangedFile({ pair, file, isOpen }: ChangedFileProps) {
  const [open, setOpen] = useState(isOpen);
  return (
    <details
      class="block compare-file"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <code>{file.path.slice(FOLDER.length)}</code>
        <span class="chip">{WORDS[file.change]}</span>
      </summary>
      {open && <FileDiff pair={pair} file={file} />}
    </details>
  );
}
