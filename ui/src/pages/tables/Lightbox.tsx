import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "~/components/Button";

/** A picture of a cell, large, over everything. */
export function Lightbox({ url, onClose }: { url: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const name = decodeURIComponent(url.split("/").at(-1)?.split("?")[0] ?? "");
  return (
    <dialog ref={dialog} class="dialog lightbox" aria-label="Picture" onClose={onClose}>
      <header class="dialog-head">
        <code class="clip">{name}</code>
        <a class="button plain" href={url} download>
          Download
        </a>
        <IconButton name="Close" icon="cross" onClick={() => dialog.current?.close()} />
      </header>
      <img src={url} alt={name} />
    </dialog>
  );
}
