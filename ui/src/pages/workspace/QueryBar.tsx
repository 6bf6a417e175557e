import { useState } from "preact/hooks";
import { IconButton } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { lazy } from "~/components/lazy";
import {
  ConditionInput,
  type QueryBarProps,
  type QueryFault,
} from "~/pages/workspace/ConditionInput";

export type { QueryFault } from "~/pages/workspace/ConditionInput";

const ChipInput = lazy(
  async () => (await import("~/pages/workspace/ChipInput")).ChipInput,
  "The filter",
);

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
