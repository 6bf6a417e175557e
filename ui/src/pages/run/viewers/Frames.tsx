import { useCallback, useEffect, useState } from "preact/hooks";
import { Failure, Skeleton } from "~/components/Notice";
import { useLoaded } from "~/components/use_loaded";
import { type FileOf, framedUrl, readWhole } from "~/data/files";
import { formatBytes } from "~/lib/format";

const MAX_PDF_BYTES = 100_000_000;

/** A page that was logged: no script, no form, no origin, nothing fetched; the server insists too. */
export function HtmlFrame({ run, artifact }: FileOf) {
  return (
    <>
      <p class="viewer-note">Scripts and outside resources of this page are switched off.</p>
      <iframe
        class="page-frame"
        title={artifact.path}
        sandbox=""
        referrerpolicy="no-referrer"
        src={framedUrl(run, artifact.path, artifact.step)}
      />
    </>
  );
}

/** A PDF in the browser's own viewer. Its type is ours, so that it cannot be taken for a page. */
export function PdfFrame({ run, artifact }: FileOf) {
  const load = useCallback(async () => {
    if (artifact.size > MAX_PDF_BYTES) return null;
    return new Blob([await readWhole({ run, artifact })], { type: "application/pdf" });
  }, [run, artifact]);
  const blob = useLoaded(load);
  const url = useObjectUrl(blob instanceof Blob ? blob : null);
  if (artifact.size > MAX_PDF_BYTES) {
    return <p class="faint centred">{formatBytes(artifact.size)}: download it to read it.</p>;
  }
  if (blob instanceof Error) {
    return <Failure what={artifact.path} error={blob} retry={() => window.location.reload()} />;
  }
  if (url === null) return <Skeleton lines={10} />;
  return <iframe class="page-frame" title={artifact.path} src={url} />;
}

/** An address for bytes that are here, as long as they are shown. */
function useObjectUrl(blob: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (blob === null) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
