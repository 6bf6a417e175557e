import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import type { KeyCount } from "~/data/projects";
import { pieceAt, type Suggestion, suggest } from "~/pages/workspace/completion";

/** Why the server did not take a query, and where in the text. */
export interface QueryFault {
  readonly message: string;
  readonly hint: string;
  readonly position: number | null;
}

interface QueryBarProps {
  readonly query: string;
  readonly keys: readonly KeyCount[];
  readonly fault: QueryFault | null;
  readonly onQuery: (query: string) => void;
}

/** The filter: a text of the query language, completed from the keys that there are. */
export function QueryBar({ query, keys, fault, onQuery }: QueryBarProps) {
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(query), [query]);
  const suggestions = open ? suggest(text, caret, keys) : [];
  const submit = (next: string) => {
    setOpen(false);
    setPicked(-1);
    onQuery(next.trim());
  };
  const take = (suggestion: string) => {
    const piece = pieceAt(text, caret);
    const next = `${text.slice(0, piece.start)}${suggestion} ${text.slice(caret).trimStart()}`;
    const end = piece.start + suggestion.length + 1;
    setText(next);
    setCaret(end);
    setPicked(-1);
    requestAnimationFrame(() => input.current?.setSelectionRange(end, end));
  };
  const onKey = (event: KeyboardEvent) => {
    const act = keyAction(event.key, suggestions.length, picked);
    if (act === null) return;
    event.preventDefault();
    if (act === "close") input.current?.blur();
    else if (act === "submit") submit(text);
    else if (act === "take") take(suggestions[Math.max(picked, 0)]?.text ?? "");
    else setPicked(act);
  };
  const onInput = (event: { currentTarget: HTMLInputElement }) => {
    setText(event.currentTarget.value);
    setCaret(event.currentTarget.selectionStart ?? 0);
    setOpen(true);
    setPicked(-1);
  };
  return (
    <div class={fault ? "query-bar fault" : "query-bar"}>
      <Icon name="search" />
      <input
        ref={input}
        id="query"
        class="query-input"
        role="combobox"
        aria-label="Filter runs"
        aria-expanded={suggestions.length > 0}
        aria-controls="query-suggestions"
        aria-activedescendant={picked < 0 ? undefined : `suggestion-${picked}`}
        aria-invalid={fault !== null}
        aria-describedby={fault ? "query-fault" : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder="Filter: metric.loss < 0.3 and param.lr = 1e-3"
        value={text}
        onInput={onInput}
        onFocus={onInput}
        onKeyDown={onKey}
        onBlur={() => setOpen(false)}
      />
      {text !== "" && (
        <IconButton name="Clear the filter" icon="cross" onClick={() => submit("")} />
      )}
      {suggestions.length > 0 && (
        <Suggestions suggestions={suggestions} picked={picked} onTake={take} />
      )}
      {fault && <Fault fault={fault} text={query} />}
    </div>
  );
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

interface SuggestionsProps {
  readonly suggestions: readonly Suggestion[];
  readonly picked: number;
  readonly onTake: (text: string) => void;
}

function Suggestions({ suggestions, picked, onTake }: SuggestionsProps) {
  return (
    <div class="suggestions" id="query-suggestions" role="listbox" aria-label="Suggestions">
      {suggestions.map((one, i) => (
        <div
          key={one.text}
          id={`suggestion-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === picked}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(one.text);
          }}
        >
          <code>{one.text}</code>
          <span class="faint">{one.note}</span>
        </div>
      ))}
    </div>
  );
}

/** The error under the query, with a caret under the character where reading stopped. */
function Fault({ fault, text }: { fault: QueryFault; text: string }) {
  return (
    <div class="query-fault" id="query-fault" role="alert">
      {fault.position !== null && (
        <pre aria-hidden="true">{`${text}\n${" ".repeat(fault.position)}▲`}</pre>
      )}
      <p>
        {fault.message}
        {fault.hint && !fault.message.includes(fault.hint) && ` ${fault.hint}`}
      </p>
    </div>
  );
}
