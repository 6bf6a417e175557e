import { Failure, Skeleton } from "~/components/Notice";
import { type Run, useTexts } from "~/data/compare";
import { formatBytes } from "~/lib/format";
import { type FileChange, isText, MAX_BYTES } from "~/pages/compare/file_pairs";
import { SplitDiff } from "~/pages/compare/SplitDiff";

interface FileDiffProps {
  readonly pair: readonly [Run, Run];
  readonly file: FileChange;
}

/** The lines in which one file differs between two runs, or why they are not shown. */
export function FileDiff({ pair, file }: FileDiffProps) {
  const sides = [file.before, file.after].flatMap((side) => side ?? []);
  const largest = Math.max(...sides.map((side) => side.size));
  if (!sides.every(isText)) {
    return <p class="faint split-note">This kind of file has no lines to compare.</p>;
  }
  if (largest > MAX_BYTES) {
    return (
      <p class="faint split-note">
        {formatBytes(largest)} are too much to compare line by line here; up to{" "}
        {formatBytes(MAX_BYTES)} are.
      </p>
    );
  }
  return <Lines pair={pair} file={file} />;
}

function Lines({ pair, file }: FileDiffProps) {
  const texts = useTexts(
    { run: pair[0].id, file: file.before },
    { run: pair[1].id, file: file.after },
  );
  if (texts.error) return <Failure what={file.path} error={texts.error} retry={texts.retry} />;
  if (texts.data === undefined) return <Skeleton lines={6} />;
  return <SplitDiff before={texts.data[0]} after={texts.data[1]} />;
}
