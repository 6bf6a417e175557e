import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Popover } from "~/components/Popover";
import { type Change, deleteRuns, restoreRuns, tagRuns } from "~/data/run_changes";
import type { RunSource } from "~/data/run_list";
import { formatCount } from "~/lib/format";
import { links, navigate } from "~/lib/location";
import { MOST_COMPARED } from "~/pages/workspace/compare_link";
import { changeState, type WorkspaceState } from "~/pages/workspace/state";
import { type ToastState, textOf } from "~/pages/workspace/toast_state";
import type { Selection } from "~/pages/workspace/use_selection";

interface BulkBarProps {
  readonly project: string;
  readonly list: RunSource;
  readonly selection: Selection;
  readonly state: WorkspaceState;
  readonly toast: ToastState;
}

/** What can be done with the selected runs. */
export function BulkBar({ project, list, selection, state, toast }: BulkBarProps) {
  const ids = [...selection.ids];
  const attempt = (work: Promise<Change>, done: string) => {
    work.then(
      ({ changed, undo }) => {
        list.reload();
        selection.clear();
        const again = async () => {
          await undo();
          list.reload();
        };
        toast.show({ text: honest(done, changed, ids.length), tone: "done", undo: again });
      },
      (error: unknown) => toast.show({ text: textOf(error), tone: "fail" }),
    );
  };
  return (
    <section class="bulk-bar" aria-label="Selected runs">
      <strong>{formatCount(ids.length)} selected</strong>
      {!state.trash && ids.length > 1 && ids.length <= MOST_COMPARED && (
        <Button icon="split" onClick={() => navigate(links.compare(project, ids))}>
          Compare
        </Button>
      )}
      <Button icon="eye" onClick={() => changeState({ shown: { runs: ids } }, "step")}>
        Show only these
      </Button>
      <TagButton onTag={(key, value) => attempt(tagRuns(ids, key, value), "tagged")} />
      {state.trash ? (
        <Button icon="reset" onClick={() => attempt(restoreRuns(ids), "taken out of the trash")}>
          Restore
        </Button>
      ) : (
        <Button icon="trash" onClick={() => attempt(deleteRuns(ids), "put into the trash")}>
          Delete
        </Button>
      )}
      <Button icon="cross" onClick={selection.clear}>
        Clear
      </Button>
    </section>
  );
}

/** What was done to how many; those that were so already are not claimed. */
function honest(done: string, changed: number, asked: number): string {
  const runs = changed === 1 ? "1 run" : `${formatCount(changed)} runs`;
  const rest = asked - changed;
  return rest > 0 ? `${runs} ${done}; ${formatCount(rest)} already so.` : `${runs} ${done}.`;
}

function TagButton({ onTag }: { onTag: (key: string, value: string | null) => void }) {
  return (
    <Popover label="Tag" icon="tag">
      {(close): ComponentChildren => (
        <TagForm
          onTag={(key, value) => {
            close();
            onTag(key, value);
          }}
        />
      )}
    </Popover>
  );
}

function TagForm({ onTag }: { onTag: (key: string, value: string | null) => void }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const name = key.trim();
  const submit = (event: Event) => {
    event.preventDefault();
    if (name !== "") onTag(name, value);
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
      <div class="form-actions">
        <button type="submit" class="button primary" disabled={name === ""}>
          Set
        </button>
        <Button disabled={name === ""} onClick={() => onTag(name, null)}>
          Remove the tag
        </Button>
      </div>
    </form>
  );
}
