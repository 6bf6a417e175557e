import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { useShortcuts } from "~/components/shortcuts";
import type { TableColumn } from "~/data/tables";
import { nameIn } from "~/pages/tables/state";

interface FilterBarProps {
  readonly query: string;
  readonly columns: readonly TableColumn[];
  readonly error: Error | null;
  readonly onQuery: (query: string) => void;
}

const SHOWN = 8;

/** The filter of the rows: a text, completed from the columns; what is wrong with it stands under it. */
export function FilterBar({ query, columns, error, onQuery }: FilterBarProps) {
  const { text, input, offered, take, write, clear, onKeyDown, onBlur } = useText(
    query,
    columns,
    onQuery,
  );
  return (
    <div class={error ? "query-bar fault" : "query-bar"}>
      <Icon name="search" />
      <input
        ref={input}
        class="query-input"
        aria-label="Filter rows"
        aria-invalid={error !== null}
        aria-describedby={error ? "table-fault" : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder="Filter: label != predicted AND conf > 0.9"
        value={text}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      {text !== "" && <IconButton name="Clear the filter" icon="cross" onClick={clear} />}
      {offered.length > 0 && <Offers names={offered} onTake={take} />}
      {error && (
        <div class="query-fault" id="table-fault" role="alert">
          <p>{error.message}</p>
        </div>
      )}
    </div>
  );
}

/** The text that is being written, and what is offered at its end. */
function useText(query: string, columns: readonly TableColumn[], onQuery: (query: string) => void) {
  const [text, setText] = useState(query);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(query), [query]);
  const [keys] = useState(() => [
    { key: "/", label: "Filter the rows", run: () => input.current?.focus() },
  ]);
  useShortcuts(keys);
  const begun = /[\w`]*$/.exec(text)?.[0] ?? "";
  const offered = open ? offers(begun, columns) : [];
  const take = (name: string) => {
    setText(`${text.slice(0, text.length - begun.length)}${name} `);
    input.current?.focus();
  };
  const write = (next: string) => {
    setText(next);
    setOpen(true);
  };
  const clear = () => {
    setText("");
    onQuery("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const first = offered[0];
    if (event.key === "Enter") {
      setOpen(false);
      onQuery(text.trim());
    } else if (event.key === "Escape") input.current?.blur();
    else if (event.key === "Tab" && begun !== "" && first !== undefined) {
      event.preventDefault();
      take(first);
    }
  };
  const onBlur = () => setOpen(false);
  return { text, input, offered, take, write, clear, onKeyDown, onBlur };
}

function Offers({ names, onTake }: { names: readonly string[]; onTake: (name: string) => void }) {
  return (
    <div class="suggestions">
      {names.map((name) => (
        <button
          key={name}
          type="button"
          class="suggestion"
          tabIndex={-1}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(name);
          }}
        >
          <code>{name}</code>
        </button>
      ))}
    </div>
  );
}

/** Columns that go on from what was begun. */
function offers(begun: string, columns: readonly TableColumn[]): string[] {
  const start = begun.replaceAll("`", "").toLowerCase();
  const names = columns.filter((column) => column.name.toLowerCase().includes(start));
  const found = names.slice(0, SHOWN).map((column) => nameIn(column.name));
  return found.length === 1 && found[0] === begun ? [] : found;
}
