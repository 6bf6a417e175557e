/** The first two cells of a row: what is selected, what has curves, what it is called. */
import type { Run } from "~/data/projects";
import { formatCount } from "~/lib/format";
import { iconElement } from "~/lib/icons";
import { slotColour } from "~/lib/palette";
import { theme } from "~/lib/theme";
import type { RowContext } from "~/pages/workspace/row_context";
import { depthOf, type Row, type RunRow, runIds } from "~/pages/workspace/rows";

const INDENT = 16;

/** What a marks cell is made of; made once, for cells are filled again while one scrolls. */
interface Marks {
  readonly box: HTMLInputElement;
  readonly eye: HTMLButtonElement;
  readonly dot: HTMLElement;
}

const made = new WeakMap<HTMLElement, Marks>();

/** Fills the cell with the box that selects and the eye that shows curves. */
export function renderMark(cell: HTMLElement, row: Row, context: RowContext): void {
  const marks = made.get(cell) ?? makeMarks(cell);
  const { box, eye } = marks;
  if (cell.firstChild !== box) cell.replaceChildren(box, eye);
  const ids = runIds(row);
  const chosen = ids.filter((id) => context.isSelected(id)).length;
  const name = row.kind === "run" ? row.run.name : `${row.group.title} ${row.group.value}`;
  box.checked = chosen === ids.length && chosen > 0;
  box.indeterminate = chosen > 0 && chosen < ids.length;
  box.setAttribute("aria-label", `Select ${name}`);
  showEye(marks, row, name, context);
}

function makeMarks(cell: HTMLElement): Marks {
  const box = element("input", "select");
  box.type = "checkbox";
  const eye = element("button", "eye");
  eye.type = "button";
  const dot = document.createElement("span");
  eye.append(dot);
  const marks = { box, eye, dot };
  made.set(cell, marks);
  return marks;
}

function showEye({ eye, dot }: Marks, row: Row, name: string, context: RowContext): void {
  const shown = runIds(row).some((id) => context.slotOf(id) !== null);
  const slot = row.kind === "run" ? context.slotOf(row.run.id) : context.groupSlot(row.group.key);
  const label = `${shown ? "Hide" : "Show"} curves of ${name}`;
  eye.setAttribute("aria-label", label);
  eye.title = label;
  dress(eye, shown ? "eye" : "eye off");
  dress(dot, row.kind === "group" ? "dot square" : "dot");
  const colour = shown && slot !== null ? slotColour(slot, theme.peek()) : "";
  if (colour !== "" || dot.style.background !== "") dot.style.background = colour;
}

/** Writing the class that is there already would cost a look at all styles. */
function dress(target: HTMLElement, className: string): void {
  if (target.className !== className) target.className = className;
}

/** Fills the cell with the name of a run, or what a group has in common. */
export function renderName(cell: HTMLElement, row: Row, context: RowContext): void {
  if (renameRun(cell, row, context)) return;
  const parts: Node[] = [];
  const depth = depthOf(row);
  if (row.kind === "group" || row.children > 0) parts.push(foldButton(row));
  if (row.kind === "group") parts.push(...groupLabel(row.group.title, row.group));
  else parts.push(...runLabel(row, context));
  if (depth > 0) parts.unshift(gap(depth * INDENT));
  cell.replaceChildren(...parts);
  cell.dataset["copy"] = row.kind === "run" ? row.run.name : row.group.value;
}

/** Most rows are a run and nothing else: where such a one stood, its link takes the new name. */
function renameRun(cell: HTMLElement, row: Row, context: RowContext): boolean {
  const link = cell.childNodes.length === 1 ? cell.firstChild : null;
  if (row.kind !== "run" || !(link instanceof HTMLAnchorElement)) return false;
  if (depthOf(row) > 0 || row.children > 0 || row.top !== null) return false;
  const { run } = row;
  link.href = context.hrefOf(run);
  if (link.firstChild instanceof Text) link.firstChild.data = run.name;
  else link.textContent = run.name;
  link.title = run.name;
  cell.dataset["copy"] = run.name;
  return true;
}

function groupLabel(title: string, group: { value: string; runs: readonly Run[] }): Node[] {
  const label = document.createElement("span");
  label.className = "group-title";
  label.textContent = `${title} `;
  const value = document.createElement("b");
  value.textContent = group.value === "" ? "none" : group.value;
  label.append(value);
  label.title = `${title} = ${group.value || "none"}`;
  const count = document.createElement("span");
  count.className = "count";
  count.textContent = formatCount(group.runs.length);
  return [label, count];
}

function runLabel(row: RunRow, context: RowContext): Node[] {
  const link = element("a", "open");
  link.href = context.hrefOf(row.run);
  link.className = "run-name";
  link.textContent = row.run.name;
  link.title = row.run.name;
  const badges: Node[] = [];
  if (row.top !== null) badges.push(topBadge(row));
  if (row.children > 0) badges.push(text("count", formatCount(row.children)));
  return [link, ...badges];
}

function topBadge(row: RunRow): HTMLElement {
  const badge = element("button", row.top === "baseline" ? "baseline" : "pin");
  badge.type = "button";
  badge.className = "row-badge";
  badge.textContent = row.top === "baseline" ? "baseline" : "pinned";
  badge.title = row.top === "baseline" ? "No baseline any more (b)" : "Unpin (p)";
  badge.setAttribute("aria-label", badge.title);
  return badge;
}

function foldButton(row: Row): HTMLElement {
  const fold = element("button", "fold");
  fold.type = "button";
  const open = row.kind === "group" ? row.open : row.open;
  fold.className = "fold";
  fold.setAttribute("aria-label", open ? "Close" : "Open");
  fold.append(iconElement(open ? "chevronDown" : "chevronRight"));
  return fold;
}

/** A control of a cell: reached by the keys of the grid, not by Tab. */
function element<K extends "input" | "button" | "a">(kind: K, act: string) {
  const control = document.createElement(kind);
  control.tabIndex = -1;
  control.dataset["act"] = act;
  return control;
}

function gap(width: number): HTMLElement {
  const made = document.createElement("span");
  made.className = "indent";
  made.style.width = `${width}px`;
  return made;
}

function text(className: string, content: string): HTMLElement {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = content;
  return made;
}
