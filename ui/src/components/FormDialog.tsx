import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "~/components/Button";

interface FormDialogProps {
  readonly title: string;
  /** What the button says. */
  readonly submit: string;
  readonly tone?: "primary" | "danger";
  readonly disabled?: boolean;
  /** What is done; the dialog closes when it is, and says why when it is not. */
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A question over the page, that is answered or closed before one goes on. */
export function FormDialog(props: FormDialogProps) {
  const { title, submit, tone = "primary", disabled = false, onSubmit, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSubmit();
      onClose();
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="dialog" aria-label={title} onClose={onClose}>
      <header class="dialog-head">
        <h2>{title}</h2>
        <IconButton name="Close" icon="cross" onClick={onClose} />
      </header>
      <form class="dialog-form" onSubmit={(event) => void send(event)}>
        {children}
        {error !== "" && (
          <p class="fail" role="alert">
            {error}
          </p>
        )}
        <footer>
          <button type="button" class="button plain" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class={`button ${tone}`} disabled={disabled || busy}>
            {submit}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
