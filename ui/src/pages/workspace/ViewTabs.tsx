import { useEffect } from "preact/hooks";
import { lazy } from "~/components/lazy";
import { ProjectTabs } from "~/components/ProjectTabs";
import { type SavedView, useSavedViews } from "~/data/saved_views";
import { search } from "~/lib/location";
import { goTo, readState, type WorkspaceState, writeState } from "~/pages/workspace/state";
import { ALL } from "~/pages/workspace/table_state";
import { canonical, openView, plainState } from "~/pages/workspace/view_state";

const SaveMenu = lazy(async () => (await import("~/pages/workspace/SaveMenu")).SaveMenu, "Saving");

const NO_VIEWS: readonly SavedView[] = [];

/** The saved views of the project as tabs; a dot says that the one in sight was changed. */
export function ViewTabs({ project, state }: { project: string; state: WorkspaceState }) {
  const views = useSavedViews(project).data ?? NO_VIEWS;
  useNamedView(views);
  const active = views.find((view) => view.id === state.saved);
  const changed = active !== undefined && plainState(state) !== canonical(active.state);
  return (
    <div class="view-row">
      <ProjectTabs project={project} current="runs" />
      <nav class="view-tabs" aria-label="Saved views">
        <Tab
          name="All"
          isActive={active === undefined}
          changed={false}
          onOpen={() => openView(ALL, "")}
        />
        {views.map((view) => (
          <Tab
            key={view.id}
            name={view.name}
            isActive={view === active}
            changed={changed && view === active}
            onOpen={() => openView(view.id, view.state)}
          />
        ))}
      </nav>
      <SaveMenu project={project} state={state} active={active} changed={changed} />
    </div>
  );
}

interface TabProps {
  readonly name: string;
  readonly isActive: boolean;
  readonly changed: boolean;
  readonly onOpen: () => void;
}

function Tab({ name, isActive, changed, onOpen }: TabProps) {
  return (
    <button
      type="button"
      class="view-tab"
      aria-current={isActive ? "page" : undefined}
      title={changed ? `${name}, changed and not saved` : name}
      onClick={onOpen}
    >
      <span class="clip">{name}</span>
      {changed && <span class="changed-dot" role="img" aria-label="changed and not saved" />}
    </button>
  );
}

/** An address of the project that says no more shows its default view, one of a view that view. */
function useNamedView(views: readonly SavedView[]): void {
  const address = search.value.toString();
  const named = /^v=([0-9a-f]+)$/.exec(address)?.[1];
  const view = views.find((one) => (named === undefined ? one.default : one.id === named));
  const isBare = address === "" || named !== undefined;
  useEffect(() => {
    if (!isBare || view === undefined) return;
    const state = readState(new URLSearchParams(view.state));
    goTo(writeState({ ...state, saved: view.id }), "one of many");
  }, [isBare, view]);
}
