import type { KeyCount } from "~/data/projects";
import type { Suggestion } from "~/pages/workspace/completion";
import { useQueryInput } from "~/pages/workspace/use_query_input";

/** Why the server did not take a query, and where in the text. */
export interface QueryFault {
  readonly message: string;
  readonly hint: string;
  readonly position: number | null;
}

export interface QueryBarProps {
  readonly project: string;
  readonly query: string;
  /** Whether it filters the runs in the trash. */
  readonly trash: boolean;
  readonly keys: readonly KeyCount[];
  readonly fault: QueryFault | null;
  readonly onQuery: (query: string) => void;
}

interface ConditionInputProps extends Omit<QueryBarProps, "query" | "onQuery"> {
  readonly text: string;
  /** The conditions that stand in other chips. */
  readonly beside: string;
  readonly placeholder: string;
  readonly autofocus?: boolean;
  readonly onSubmit: (text: string) => void;
}

/** A field for conditions, with what may stand at its caret in a list under it. */
export function ConditionInput(props: ConditionInputProps) {
  const { text, fault, placeholder, autofocus = false, onSubmit } = props;
  const input = useQueryInput({ ...props, query: text, onQuery: onSubmit, autofocus });
  const { suggestions, picked } = input;
  return (
    <div class="condition">
      <input
        ref={input.ref}
        id="query"
        class="query-input"
        role="combobox"
        aria-label="Filter runs"
        aria-autocomplete="list"
        aria-expanded={suggestions.length > 0}
        aria-controls="query-suggestions"
        aria-activedescendant={picked < 0 ? undefined : `suggestion-${picked}`}
        aria-invalid={fault !== null}
        aria-describedby={fault ? "query-fault" : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        value={input.text}
        onInput={input.onInput}
        onFocus={input.onInput}
        onClick={input.onCaret}
        onKeyUp={input.onCaret}
        onKeyDown={input.onKeyDown}
        onBlur={input.onBlur}
      />
      {suggestions.length > 0 && (
        <Suggestions suggestions={suggestions} picked={picked} onTake={input.take} />
      )}
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
