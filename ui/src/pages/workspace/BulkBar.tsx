import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Popover } from "~/components/Popover";
import { formatCount } from "~/lib/format";

interface BulkBarProps {
  readonly count: number;
  readonly onShow: () => void;
  readonly onTag: (key: string, value: string) => Promise<void>;
  readonly onDelete: () => Promise<void>;
  readonly onClear: () => void;
}

/** What can be done with the selected runs. */
export function BulkBar({ count, onShow, onTag, onDelete, onClear }: BulkBarProps) {
  const [error, setError] = useState("");
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
