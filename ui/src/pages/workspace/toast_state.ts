/** What was done last, for a while: a line that says it, and how to have it undone. */
import { useEffect, useMemo, useState } from "preact/hooks";

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

/** An error in words. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
