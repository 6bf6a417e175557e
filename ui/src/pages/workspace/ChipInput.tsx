import { useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { ConditionInput, type QueryBarProps } from "~/pages/workspace/ConditionInput";
import { conditions, withChanged, withChip, withoutChip } from "~/pages/workspace/chips";

/** Chips, and room to write one more. */
export function ChipInput({ query, onQuery, ...rest }: QueryBarProps) {
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
