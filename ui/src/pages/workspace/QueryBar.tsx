import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import type { KeyCount } from "~/data/projects";
import type { Suggestion } from "~/pages/workspace/completion";
import { useQueryInput } from "~/pages/workspace/use_query_input";

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
  const input = useQueryInput(query, keys, onQuery);
  const { suggestions, picked } = input;
  return (
    <div class={fault ? "query-bar fault" : "query-bar"}>
      <Icon name="search" />
      <input
        ref={input.ref}
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
        value={input.text}
        onInput={input.onInput}
        onFocus={input.onInput}
        onKeyDown={input.onKeyDown}
        onBlur={input.onBlur}
      />
      {input.text !== "" && (
        <IconButton name="Clear the filter" icon="cross" onClick={() => input.submit("")} />
      )}
      {suggestions.length > 0 && (
        <Suggestions suggestions={suggestions} picked={picked} onTake={input.take} />
      )}
      {fault && <Fault fault={fault} text={query} />}
    </div>
  );
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
