import { useState } from "preact/hooks";
import { Button } from "~/components/Button";
import { Popover } from "~/components/Popover";
import { changeView, dropView, type SavedView, saveView } from "~/data/saved_views";
import type { WorkspaceState } from "~/pages/workspace/state";
import { ALL } from "~/pages/workspace/table_state";
import { textOf } from "~/pages/workspace/toast_state";
import { openView, plainState } from "~/pages/workspace/view_state";

export interface SaveMenuProps {
  readonly project: string;
  readonly state: WorkspaceState;
  readonly active: SavedView | undefined;
  readonly changed: boolean;
}

/** What can be done with the view in sight: save it, under this or another name, rename, delete. */
export function SaveMenu({ project, state, active, changed }: SaveMenuProps) {
  const [error, setError] = useState("");
  const now = plainState(state);
  const attempt = (work: Promise<unknown>) =>
    void work.then(
      () => setError(""),
      (reason: unknown) => setError(textOf(reason)),
    );
  const create = async (name: string) => {
    const made = await saveView(project, name, now);
    openView(made.id, now);
  };
  return (
    <div class="view-actions">
      {error !== "" && (
        <span class="fail" role="alert">
          {error}
        </span>
      )}
      {active !== undefined && changed && (
        <Button onClick={() => openView(active.id, active.state)}>Discard</Button>
      )}
      {active !== undefined && changed && (
        <Button tone="primary" onClick={() => attempt(changeView(active, { state: now }))}>
          Save
        </Button>
      )}
      <Popover label="Save as" icon="plus">
        {(close) => (
          <NameForm
            label="Name of the view"
            button="Save"
            start=""
            onName={(name) => {
              close();
              attempt(create(name));
            }}
          />
        )}
      </Popover>
      {active !== undefined && <ViewMenu view={active} attempt={attempt} />}
    </div>
  );
}

function ViewMenu({
  view,
  attempt,
}: {
  view: SavedView;
  attempt: (work: Promise<unknown>) => void;
}) {
  const drop = async () => {
    await dropView(view);
    openView(ALL, "");
  };
  return (
    <Popover label="View" icon="chevronDown">
      {(close) => {
        const then = (work: Promise<unknown>) => {
          close();
          attempt(work);
        };
        return (
          <div class="menu">
            <NameForm
              label="New name"
              button="Rename"
              start={view.name}
              onName={(name) => then(changeView(view, { name }))}
            />
            <label class="check">
              <input
                type="checkbox"
                checked={view.default}
                onChange={(event) =>
                  then(changeView(view, { default: event.currentTarget.checked }))
                }
              />
              The project opens with it
            </label>
            <p class="faint">Saved by {view.owner}</p>
            <Button icon="trash" onClick={() => then(drop())}>
              Delete the view
            </Button>
          </div>
        );
      }}
    </Popover>
  );
}

interface NameFormProps {
  readonly label: string;
  readonly button: string;
  readonly start: string;
  readonly onName: (name: string) => void;
}

function NameForm({ label, button, start, onName }: NameFormProps) {
  const [name, setName] = useState(start);
  const submit = (event: Event) => {
    event.preventDefault();
    if (name.trim() !== "") onName(name.trim());
  };
  return (
    <form class="name-form" onSubmit={submit}>
      <input
        class="field"
        aria-label={label}
        placeholder={label}
        maxLength={120}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button primary" disabled={name.trim() === ""}>
        {button}
      </button>
    </form>
  );
}
