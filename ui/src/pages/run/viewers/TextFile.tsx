import type { ComponentChildren } from "preact";
import { Failure, Skeleton } from "~/components/Notice";
import { type FileOf, type TextHead, useTextHead } from "~/data/files";
import { formatBytes } from "~/lib/format";

/** Of longer texts the beginning is shown: more would take long to come and longer to read. */
const MAX_TEXT_BYTES = 2_000_000;

interface TextFileProps extends FileOf {
  readonly maxBytes?: number;
  readonly children: (head: TextHead) => ComponentChildren;
}

/** Fetches the text of a file and shows it somehow; says when it is not all of it. */
export function TextFile({ maxBytes = MAX_TEXT_BYTES, children, ...file }: TextFileProps) {
  const head = useTextHead(file, maxBytes);
  if (head.error) {
    return <Failure what={file.artifact.path} error={head.error} retry={head.retry} />;
  }
  if (head.data === undefined) return <Skeleton lines={10} />;
  if (head.data.text === "") return <p class="faint centred">The file is empty.</p>;
  return (
    <>
      {!head.data.isWhole && (
        <p class="viewer-note">
          The first {formatBytes(maxBytes)} of {formatBytes(file.artifact.size)}. Download the file
          for the rest.
        </p>
      )}
      {children(head.data)}
    </>
  );
}
