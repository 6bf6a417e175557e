import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { Button, IconButton } from "~/components/Button";

/** What was done, and how to have it undone. */
interface Message {
  readonly text: string;
  readonly tone: "done" | "fail";
  readonly undo?: () => Promise<void>;
}

export interface ToastState {
  readonly message: Message | null;
  readonly show: (message: Message | null) => void;
}

/** Long enough to be read and undone by somebody who looks elsewhere first. */
const SHOWN_MS = 12_000;

export function useToast(): ToastState {
  const [message, show] = useState<Message | null>(null);
  useEffect(() => {
    if (message === null || message.tone === "fail") return;
    const due = setTimeout(() => show(null), SHOWN_MS);
    return () => clearTimeout(due);
  }, [message]);
  return useMemo(() => ({ message, show }), [message]);
}

/** A line at the foot of the table: what happened, and Undo. */
export function Toast({ toast }: { toast: ToastState }) {
  const { message, show } = toast;
  const undo = useCallback(() => {
    message?.undo?.().then(
      () => show({ text: "Undone.", tone: "done" }),
      (error: unknown) => show({ text: textOf(error), tone: "fail" }),
    );
  }, [message, show]);
  return (
    <div class="toast-place" role="status">
      {message !== null && (
        <div class={`toast ${message.tone}`}>
          <span>{message.text}</span>
          {message.undo && (
            <Button icon="reset" onClick={undo}>
              Undo
            </Button>
          )}
          <IconButton name="Close the message" icon="cross" onClick={() => show(null)} />
        </div>
      )}
    </div>
  );
}

/** An error in words. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
