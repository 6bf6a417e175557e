/** The text that is being written, what is suggested at its caret, and what keys do to both. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useKeySearch } from "~/data/keys";
import type { KeyCount } from "~/data/projects";
import { pieceAt, plainKey, type Suggestion, suggest } from "~/pages/workspace/completion";

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
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
}

export interface QueryInputOptions {
  readonly project: string;
  readonly query: string;
  /** The keys that are used most; the server knows the others. */
  readonly keys: readonly KeyCount[];
  readonly onQuery: (query: string) => void;
  readonly autofocus: boolean;
}

export function useQueryInput(options: QueryInputOptions): QueryInput {
  const { project, query, keys, onQuery, autofocus } = options;
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState(-1);
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => setText(query), [query]);
  useEffect(() => {
    if (autofocus) ref.current?.focus();
  }, [autofocus]);
  const piece = open ? plainKey(pieceAt(text, caret).text) : "";
  const found = useKeySearch(project, piece).data ?? keys;
  const suggestions = open ? suggest(text, caret, piece === "" ? keys : found) : [];
  const write = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setPicked(-1);
  };
  const submit = (next: string) => {
    setOpen(false);
    write(next, next.length);
    onQuery(next.trim());
  };
  const take = (suggestion: string) => {
    const { start } = pieceAt(text, caret);
    const end = start + suggestion.length + 1;
    write(`${text.slice(0, start)}${suggestion} ${text.slice(caret).trimStart()}`, end);
    requestAnimationFrame(() => ref.current?.setSelectionRange(end, end));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keyAction(event.key, suggestions.length, picked);
    if (act === null) return;
    event.preventDefault();
    if (act === "close") ref.current?.blur();
    else if (act === "submit") submit(text);
    else if (act === "take") take(suggestions[Math.max(picked, 0)]?.text ?? "");
    else setPicked(act);
  };
  const onInput = ({ currentTarget }: Typed) => {
    write(currentTarget.value, currentTarget.selectionStart ?? 0);
    setOpen(true);
  };
  const onBlur = () => setOpen(false);
  return { ref, text, suggestions, picked, submit, take, onInput, onKeyDown, onBlur };
}

/** What a key does: an index picks that suggestion, null leaves the key to the input. */
function keyAction(
  key: string,
  count: number,
  picked: number,
): "close" | "submit" | "take" | number | null {
  if (key === "Escape") return "close";
  if (key === "Enter") return picked < 0 ? "submit" : "take";
  if (count === 0) return null;
  if (key === "Tab") return "take";
  if (key === "ArrowDown") return (picked + 1) % count;
  return key === "ArrowUp" ? (picked + count - 1) % count : null;
}
