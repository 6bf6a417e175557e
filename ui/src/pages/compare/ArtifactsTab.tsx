import { useState } from "preact/hooks";
import { Icon } from "~/components/Icon";
import { NoFiles } from "~/components/NothingYet";
import { Failure, Skeleton } from "~/components/Notice";
import { type Artifact, type Run, useFilesOf } from "~/data/compare";
import { formatBytes, formatCount } from "~/lib/format";
import { FileDiff } from "~/pages/compare/FileDiff";
import { type FileChange, isText, pairFiles } from "~/pages/compare/file_pairs";
import { type PairTabProps, runsOfPair } from "~/pages/compare/pairs";

/** Rows drawn; the search narrows them. */
const MAX_ROWS = 1_000;

const WORDS = {
  same: "Same",
  changed: "Changed",
  removed: "Only baseline",
  added: "Only other",
} as const;

/** Files of two runs: which are the same bytes, which are not, which only one of them has. */
export function ArtifactsTab({ state, runs }: PairTabProps) {
  const pair = runsOfPair({ state, runs });
  const files = useFilesOf([pair?.[0].id ?? "", pair?.[1].id ?? ""]);
  if (files.error) return <Failure what="The files" error={files.error} retry={files.retry} />;
  if (files.data === undefined || pair === null) return <Skeleton lines={12} />;
  const all = pairFiles(files.data);
  if (all.length === 0) return <NoFiles title="Neither run has files" />;
  const find = state.find.toLowerCase();
  const shown = all.filter(
    (file) =>
      (!state.onlyDifferences || file.change !== "same") && file.path.toLowerCase().includes(find),
  );
  return (
    <section class="block">
      <header class="block-head">
        <h2>
          Files <span class="count">{formatCount(all.length)}</span>
        </h2>
        <span class="faint">{summary(all)}</span>
      </header>
      <table class="list dense compare-files">
        <thead>
          <tr>
            <th scope="col" class="compare-first">
              Path
            </th>
            <th scope="col">State</th>
            <th scope="col">Baseline</th>
            <th scope="col">Other</th>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, MAX_ROWS).map((file) => (
            <FileRow key={`${file.path} ${file.step ?? ""}`} pair={pair} file={file} />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="faint">No file to show.</p>}
      {shown.length > MAX_ROWS && (
        <p class="faint">
          The first {formatCount(MAX_ROWS)} of {formatCount(shown.length)} files.
        </p>
      )}
    </section>
  );
}

function summary(files: readonly FileChange[]): string {
  return (["changed", "removed", "added", "same"] as const)
    .map(
      (change) => [files.filter((file) => file.change === change).length, WORDS[change]] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word.toLowerCase()}`)
    .join(" · ");
}

function FileRow({ pair, file }: { pair: readonly [Run, Run]; file: FileChange }) {
  const [open, setOpen] = useState(false);
  const sides = [file.before, file.after].flatMap((side) => side ?? []);
  const opens = file.change === "changed" && sides.every(isText);
  return (
    <>
      <tr class={`file-change ${file.change}`}>
        <th scope="row" class="compare-first">
          {opens ? (
            <button
              type="button"
              class="compare-open"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              <Icon name={open ? "chevronDown" : "chevronRight"} />
              {file.path}
            </button>
          ) : (
            <span class="compare-path">{file.path}</span>
          )}
          {file.step !== null && <span class="faint"> step {formatCount(file.step)}</span>}
        </th>
        <td>
          <span class={`change-word ${file.change}`}>{WORDS[file.change]}</span>
        </td>
        <FileFacts file={file.before} />
        <FileFacts file={file.after} />
      </tr>
      {open && (
        <tr class="compare-opened">
          <td colSpan={4}>
            <FileDiff pair={pair} file={file} />
          </td>
        </tr>
      )}
    </>
  );
}

function FileFacts({ file }: { file: Artifact | null }) {
  if (file === null) return <td class="faint">—</td>;
  return (
    <td title={`sha256 ${file.sha256}`}>
      <span class="number">{formatBytes(file.size)}</span>{" "}
      <code class="faint">{file.sha256.slice(0, 10)}</code>
    </td>
  );
}
