import { useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import type { KeyCount } from "~/data/projects";
import { conditions, withChanged, withChip, withoutChip } from "~/pages/workspace/chips";
import type { Suggestion } from "~/pages/workspace/completion";
import { useQueryInput } from "~/pages/workspace/use_query_input";

/** Why the server did not take a query, and where in the text. */
export interface QueryFault {
  readonly message: string;
  readonly hint: string;
  readonly position: number | null;
}

interface QueryBarProps {
  readonly project: string;
  readonly query: string;
  /** Whether it filters the runs in the trash. */
  readonly trash: boolean;
  readonly keys: readonly KeyCount[];
  readonly fault: QueryFault | null;
  readonly onQuery: (query: string) => void;
}

const MODE_KEY = "runlore.filter";

/** The filter: a text of the query language, or a chip for each of its conditions. */
export function QueryBar(props: QueryBarProps) {
  const { query, fault, onQuery } = props;
  const [isChips, setChips] = useState(window.localStorage.getItem(MODE_KEY) === "chips");
  const turn = () => {
    setChips(!isChips);
    window.localStorage.setItem(MODE_KEY, isChips ? "text" : "chips");
  };
  return (
    <div class={fault ? "query-bar fault" : "query-bar"}>
      <Icon name="search" />
      {isChips ? <ChipInput {...props} /> : <TextInput {...props} />}
      <div class="query-buttons">
        {query !== "" && (
          <IconButton name="Clear the filter" icon="cross" onClick={() => onQuery("")} />
        )}
        <button
          type="button"
          class="tiny-button"
          title={isChips ? "Write the filter as text" : "Show a chip for each condition"}
          onClick={turn}
        >
          {isChips ? "text" : "chips"}
        </button>
      </div>
      {fault && <Fault fault={fault} text={query} />}
    </div>
  );
}

function TextInput({ query, onQuery, ...rest }: QueryBarProps) {
  return (
    <ConditionInput
      {...rest}
      text={query}
      beside=""
      placeholder="Filter: metric.loss < 0.3 and param.lr = 1e-3"
      onSubmit={onQuery}
    />
  );
}

/** Chips, and room to write one more. */
function ChipInput({ query, onQuery, ...rest }: QueryBarProps) {
  const [edited, setEdited] = useState(-1);
  const change = (next: string) => {
    setEdited(-1);
    onQuery(next);
  };
  return (
    <div class="chip-row">
      {conditions(query).map((text, i) =>
        i === edited ? (
          <ConditionInput
            key={`edit ${text}`}
            {...rest}
            text={text}
            beside={withoutChip(query, i)}
            placeholder="Condition"
            autofocus
            onSubmit={(next) => change(withChanged(query, i, next))}
          />
        ) : (
          <span class="chip" key={text}>
            <button
              type="button"
              class="chip-text"
              title="Change this condition"
              onClick={() => setEdited(i)}
            >
              {text}
            </button>
            <IconButton
              name={`Drop ${text}`}
              icon="cross"
              onClick={() => change(withoutChip(query, i))}
            />
          </span>
        ),
      )}
      {edited < 0 && (
        <ConditionInput
          key={`more ${query}`}
          {...rest}
          text=""
          beside={query}
          placeholder={query === "" ? "Filter: metric.loss < 0.3" : "and …"}
          onSubmit={(text) => change(withChip(query, text))}
        />
      )}
    </div>
  );
}

interface ConditionInputProps extends Omit<QueryBarProps, "query" | "onQuery"> {
  readonly text: string;
  /** The conditions that stand in other chips. */
  readonly beside: string;
  readonly placeholder: string;
  readonly autofocus?: boolean;
  readonly onSubmit: (text: string) => void;
}

function ConditionInput(props: ConditionInputProps) {
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
