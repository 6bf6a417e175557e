/** A saved view and the state in sight: what one keeps of the other. */
import { goTo, readState, type WorkspaceState, writeState } from "~/pages/workspace/state";

/** What a view keeps: everything but which view it is. */
export function plainState(state: WorkspaceState): string {
  return writeState({ ...state, saved: "" });
}

/** The same state as this version writes it. */
export function canonical(text: string): string {
  return plainState(readState(new URLSearchParams(text)));
}

/** Shows a saved view. */
export function openView(view: string, text: string): void {
  goTo(writeState({ ...readState(new URLSearchParams(text)), saved: view }), "step");
}
