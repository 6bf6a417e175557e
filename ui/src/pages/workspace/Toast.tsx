import { useCallback } from "preact/hooks";
import { Button, IconButton } from "~/components/Button";
import { type ToastState, textOf } from "~/pages/workspace/toast_state";

/** What happened, and Undo. */
export function Toast({ toast }: { toast: ToastState }) {
  const { message, show } = toast;
  const undo = useCallback(() => {
    message?.undo?.().then(
      () => show({ text: "Undone.", tone: "done" }),
      (error: unknown) => show({ text: textOf(error), tone: "fail" }),
    );
  }, [message, show]);
  if (message === null) return null;
  return (
    <div class={`toast ${message.tone}`}>
      <span>{message.text}</span>
      {message.undo && (
        <Button icon="reset" onClick={undo}>
          Undo
        </Button>
      )}
      <IconButton name="Close the message" icon="cross" onClick={() => show(null)} />
    </div>
  );
}
