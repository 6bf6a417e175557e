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
  useDefaultView(views);
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

/** A bare address of the project shows its default view. */
function useDefaultView(views: readonly SavedView[]): void {
  const isBare = search.value.toString() === "";
  const standard = views.find((view) => view.default);
  useEffect(() => {
    if (!isBare || standard === undefined) return;
    const state = readState(new URLSearchParams(standard.state));
    goTo(writeState({ ...state, saved: standard.id }), "one of many");
  }, [isBare, standard]);
}
