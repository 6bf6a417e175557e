import { useMemo, useRef, useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Popover } from "~/components/Popover";
import { type Shortcut, useShortcuts } from "~/components/shortcuts";
import { formatCount } from "~/lib/format";

interface BulkBarProps {
  readonly count: number;
  readonly onShow: () => void;
  readonly onCompare: () => void;
  readonly onTag: (key: string, value: string) => Promise<void>;
  readonly onDelete: () => Promise<void>;
  readonly onClear: () => void;
}

/** What can be done with the selected runs. */
export function BulkBar({ count, onShow, onCompare, onTag, onDelete, onClear }: BulkBarProps) {
  const [error, setError] = useState("");
  useCompareKey(onCompare);
  const attempt = (work: Promise<void>) => {
    work.then(
      () => setError(""),
      (reason: unknown) => setError(reason instanceof Error ? reason.message : String(reason)),
    );
  };
  return (
    <section class="bulk-bar" aria-label="Selected runs">
      <strong>{formatCount(count)} selected</strong>
      <Button icon="eye" onClick={onShow}>
        Show only these
      </Button>
      <Button icon="columns" title="c" onClick={onCompare}>
        Compare
      </Button>
      <Popover label="Tag" icon="tag">
        {(close) => (
          <TagForm
            onTag={(key, value) => {
              close();
              attempt(onTag(key, value));
            }}
          />
        )}
      </Popover>
      <Popover label="Delete" icon="trash">
        {(close) => (
          <div class="confirm">
            <p>
              Put {count === 1 ? "this run" : `these ${formatCount(count)} runs`} into the trash?
            </p>
            <Button
              tone="danger"
              onClick={() => {
                close();
                attempt(onDelete());
              }}
            >
              Delete
            </Button>
          </div>
        )}
      </Popover>
      <Button icon="cross" onClick={onClear}>
        Clear
      </Button>
      {error !== "" && (
        <span class="fail" role="alert">
          {error}
        </span>
      )}
    </section>
  );
}

/** `c` compares what is selected. */
function useCompareKey(compare: () => void): void {
  const latest = useRef(compare);
  latest.current = compare;
  const shortcuts = useMemo<Shortcut[]>(
    () => [{ key: "c", label: "Compare the selected runs", run: () => latest.current() }],
    [],
  );
  useShortcuts(shortcuts);
}

function TagForm({ onTag }: { onTag: (key: string, value: string) => void }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (key.trim() !== "") onTag(key.trim(), value);
  };
  return (
    <form class="tag-form" onSubmit={submit}>
      <input
        class="field"
        placeholder="Tag"
        aria-label="Tag"
        value={key}
        onInput={(event) => setKey(event.currentTarget.value)}
      />
      <input
        class="field"
        placeholder="Value"
        aria-label="Value"
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <button type="submit" class="button primary">
        Set
      </button>
    </form>
  );
}
