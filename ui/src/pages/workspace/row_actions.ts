/** What clicks and keys on rows and titles do. */
import { links, navigate } from "~/lib/location";
import { moveColumn } from "~/pages/workspace/columns";
import type { TableEvents } from "~/pages/workspace/RunsTable";
import { foldMark, type Row, runIds } from "~/pages/workspace/rows";
import { changeState, type WorkspaceState } from "~/pages/workspace/state";
import { toggle } from "~/pages/workspace/table_state";
import type { Selection } from "~/pages/workspace/use_selection";
import { nextSort } from "~/pages/workspace/use_workspace";
import type { ShownRun } from "~/panels/settings";

type Handled = Omit<TableEvents, "windowed" | "allSelected">;

/** Handlers of the table that change the view or the selection. */
export function tableEvents(
  project: string,
  state: WorkspaceState,
  columns: readonly string[],
  runs: readonly ShownRun[],
  selection: Selection,
): Handled {
  return {
    sorted: (column, more) => changeState({ sort: nextSort(state.sort, column, more) }, "step"),
    resized: (column, width) =>
      changeState({ widths: { ...state.widths, [column]: Math.round(width) } }, "one of many"),
    moved: (column, before) =>
      changeState({ columns: moveColumn(columns, column, before) }, "step"),
    acted: (act, index, row, event) => {
      if (act === "select") select(index, event, selection);
      else if (act === "focus") clickRow(index, event, selection);
      else if (act === "open") openRun(project, row, event);
      else changeView(act, row, state, runs);
    },
  };
}

function select(index: number, event: Event, selection: Selection): void {
  if (event instanceof MouseEvent && event.shiftKey) selection.extend(index);
  else selection.toggle(index);
}

/** A click beside all controls selects only with a modifier, as in a list of files. */
function clickRow(index: number, event: Event, selection: Selection): void {
  if (!(event instanceof MouseEvent)) return;
  if (event.shiftKey) selection.extend(index);
  else if (event.ctrlKey || event.metaKey) selection.toggle(index);
}

function changeView(act: string, row: Row, state: WorkspaceState, runs: readonly ShownRun[]): void {
  if (act === "eye") toggleEye(row, runs);
  if (act === "fold") {
    changeState({ opened: toggle(state.opened, foldMark(row)) }, "one of many");
  }
  if (row.kind !== "run") return;
  if (act === "pin") changeState({ top: toggle(state.top, row.run.id) }, "step");
  if (act === "baseline") {
    changeState({ baseline: state.baseline === row.run.id ? "" : row.run.id }, "step");
  }
}

/** Shows the curves of all runs of a row, or of none of them. */
function toggleEye(row: Row, runs: readonly ShownRun[]): void {
  const ids = runIds(row);
  const shown = runs.map((run) => run.id);
  const hides = ids.some((id) => shown.includes(id));
  const next = hides ? shown.filter((id) => !ids.includes(id)) : [...shown, ...ids];
  changeState({ shown: { runs: next } }, "one of many");
}

function openRun(project: string, row: Row, event: Event): void {
  const mouse = event instanceof MouseEvent ? event : null;
  if (row.kind !== "run" || mouse?.metaKey || mouse?.ctrlKey || mouse?.shiftKey) return;
  event.preventDefault();
  navigate(links.run(project, row.run.id));
}
