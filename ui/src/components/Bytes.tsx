import { formatBytes } from "~/lib/format";

/** A size that the server sums up: in a large store it comes later than the rest of the page. */
export function Bytes({ size, failed }: { size: number | undefined; failed: boolean }) {
  if (size !== undefined) return <span class="number">{formatBytes(size)}</span>;
  return failed ? (
    <span class="faint" title="The server did not say; reload to ask again">
      not known
    </span>
  ) : (
    <span class="faint" title="Being summed up">
      …
    </span>
  );
}
