/** The text that is being written, what is suggested at its caret, and what keys do to both. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFieldValues, useKeySearch } from "~/data/keys";
import type { KeyCount } from "~/data/projects";
import type { Suggestion, Wanted } from "~/pages/workspace/completion";

/** An input event, or a focus that is as good as one. */
type Typed = { readonly currentTarget: HTMLInputElement };

export interface QueryInput {
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly suggestions: readonly Suggestion[];
  /** Index of the suggestion that Enter would take; −1 when Enter submits. */
  readonly picked: number;
  readonly submit: (text: string) => void;
  readonly take: (suggestion: string) => void;
  readonly onInput: (event: Typed) => void;
  /** After what may have moved the caret. */
  readonly onCaret: (event: Typed) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
}

export interface QueryInputOptions {
  readonly project: string;
  readonly query: string;
  /** Conditions that hold beside it: values are suggested among the runs that match them. */
  readonly beside: string;
  /** Whether it is about the runs in the trash. */
  readonly trash: boolean;
  /** The keys that are used most; the server knows the others. */
  readonly keys: readonly KeyCount[];
  readonly onQuery: (query: string) => void;
  readonly autofocus: boolean;
}

export function useQueryInput(options: QueryInputOptions): QueryInput {
  const writing = useWriting(options);
  const { ref, text, caret, picked, write } = writing;
  const { wanted, suggestions } = useSuggestions(options, writing);
  const submit = (next: string) => {
    writing.setOpen(false);
    write(next, next.length);
    options.onQuery(next.trim());
  };
  const take = (suggestion: string) => {
    const before = text.slice(0, wanted?.start ?? caret);
    const gap = /[=<>]$/.test(before) ? " " : "";
    const end = before.length + gap.length + suggestion.length + 1;
    write(`${before}${gap}${suggestion} ${text.slice(caret).trimStart()}`, end);
    writing.moveTo(end);
  };
  const acts: Record<Act, () => void> = {
    close: () => (suggestions.length > 0 ? writing.setOpen(false) : ref.current?.blur()),
    open: () => writing.setOpen(true),
    submit: () => submit(text),
    take: () => take(suggestions[Math.max(picked, 0)]?.text ?? ""),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isTyped = wanted !== null && wanted.text !== "";
    const act = keyAction(event.key, { count: suggestions.length, picked, isTyped });
    if (act === null) return;
    event.preventDefault();
    if (typeof act === "number") writing.setPicked(act);
    else acts[act]();
  };
  const onInput = ({ currentTarget }: Typed) => {
    write(currentTarget.value, currentTarget.selectionStart ?? 0);
    writing.setOpen(true);
  };
  const onCaret = ({ currentTarget }: Typed) => {
    const at = currentTarget.selectionStart ?? 0;
    if (at !== caret) write(text, at);
  };
  const onBlur = () => writing.setOpen(false);
  return { ref, text, suggestions, picked, submit, take, onInput, onCaret, onKeyDown, onBlur };
}

/** The text in the field, where its caret is, and whether the list under it is open. */
function useWriting({ query, autofocus }: QueryInputOptions) {
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState(-1);
  const ref = useRef<HTMLInputElement>(null);
  const moved = useRef<number | null>(null);
  useEffect(() => setText(query), [query]);
  useEffect(() => {
    if (autofocus) ref.current?.focus();
  }, [autofocus]);
  useLayoutEffect(() => {
    // A text that is written anew has its caret at the end.
    if (moved.current !== null) ref.current?.setSelectionRange(moved.current, moved.current);
    moved.current = null;
  });
  const write = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setPicked(-1);
  };
  const moveTo = (at: number) => {
    moved.current = at;
  };
  return { ref, text, caret, open, picked, setOpen, setPicked, write, moveTo };
}

interface Written {
  readonly text: string;
  readonly caret: number;
  /** Whether it is being written. */
  readonly open: boolean;
}

/** What may stand at the caret, and what is there of it; nothing while nobody writes. */
function useSuggestions(
  { project, beside, trash, keys }: QueryInputOptions,
  { text, caret, open }: Written,
): { readonly wanted: Wanted | null; readonly suggestions: readonly Suggestion[] } {
  const words = useCompletion(open);
  const wanted = open && words !== null ? words.wantedAt(text, caret, beside) : null;
  const piece = wanted?.key ?? "";
  const found = useKeySearch(project, piece).data ?? keys;
  const { field = "", query = "", contains = "" } = wanted ?? {};
  const values = useFieldValues({ project, field, query, contains, deleted: trash });
  const suggestions = wanted && words?.suggest(wanted, piece === "" ? keys : found, values);
  return { wanted, suggestions: suggestions ?? [] };
}

type Completion = typeof import("~/pages/workspace/completion");
let completion: Completion | null = null;

/** What knows the language; it comes when somebody writes first, and until then they just write. */
function useCompletion(isWanted: boolean): Completion | null {
  const [, redraw] = useState(false);
  useEffect(() => {
    if (!isWanted || completion !== null) return;
    import("~/pages/workspace/completion").then(
      (loaded) => {
        completion = loaded;
        redraw(true);
      },
      () => undefined,
    );
  }, [isWanted]);
  return completion;
}

interface Pressed {
  /** Suggestions in sight. */
  readonly count: number;
  readonly picked: number;
  /** Whether a part of a word or value was typed. */
  readonly isTyped: boolean;
}

type Act = "close" | "open" | "submit" | "take";

/** What a key does: an index picks that suggestion, null leaves the key to the input. */
function keyAction(key: string, pressed: Pressed): Act | number | null {
  if (key === "Escape") return "close";
  if (key === "Enter") return pressed.picked < 0 ? "submit" : "take";
  if (pressed.count > 0) return listAction(key, pressed);
  return key === "ArrowDown" ? "open" : null;
}

function listAction(key: string, { count, picked, isTyped }: Pressed): Act | number | null {
  if (key === "ArrowDown") return (picked + 1) % count;
  if (key === "ArrowUp") return (Math.max(picked, 0) + count - 1) % count;
  // Where nothing was typed Tab goes on, as it does anywhere.
  return key === "Tab" && (picked >= 0 || isTyped) ? "take" : null;
}
